import { useTranslation } from 'react-i18next'
import { queryClient } from '../../app/query-client'
import { errorOf, queryKey, useBridgeMutation } from '../../bridge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { Gate } from './gate'
import { NewPasswordFields, useNewPassword } from '../../ui/password/new-password'
import { showRecoveryKey } from './recovery-key'

/** The first start: choose a password; the recovery key follows. */
export function CreateVault() {
  const { t } = useTranslation()
  const next = useNewPassword()
  const create = useBridgeMutation('vault:create', {
    onSuccess: ({ recoveryKey }) => {
      showRecoveryKey(recoveryKey)
      void queryClient.invalidateQueries({ queryKey: queryKey('vault:status') })
      // The answer would otherwise stay in the cache of mutations.
      queryClient.getMutationCache().clear()
    },
  })
  return (
    <Gate title={t('vault.create.title')}>
      <p className="gate__text">{t('vault.create.intro')}</p>
      <form
        className="gate__form"
        onSubmit={(event) => {
          event.preventDefault()
          if (next.check() && !create.isPending) create.mutate([{ password: next.password }])
        }}
      >
        <NewPasswordFields state={next} autoFocus />
        {create.error && <ErrorNotice error={errorOf(create.error)} />}
        <div className="gate__actions">
          <Button tone="primary" size="large" type="submit" busy={create.isPending}>
            {t('vault.create.submit')}
          </Button>
        </div>
        <span className="visually-hidden" role="status">
          {create.isPending && t('vault.create.working')}
        </span>
      </form>
    </Gate>
  )
}

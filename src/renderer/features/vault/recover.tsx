import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../app/query-client'
import { errorOf, queryKey, useBridgeMutation } from '../../bridge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { TextField } from '../../ui/text-field'
import { Gate } from './gate'
import { NewPasswordFields, useNewPassword } from '../../ui/password/new-password'

/** A forgotten password: the printed key opens the vault and sets a new one. */
export function Recover({ onBack }: { onBack(): void }) {
  const { t } = useTranslation()
  const [recoveryKey, setRecoveryKey] = useState('')
  const next = useNewPassword()
  const recover = useBridgeMutation('vault:recover', {
    onSuccess: (status) => queryClient.setQueryData(queryKey('vault:status'), status),
  })
  const failure = recover.error ? errorOf(recover.error) : null
  const wrongKey = failure?.code === 'VAULT_WRONG_RECOVERY_KEY' ? failure : null
  const wrongGroup = wrongKey?.details?.['group']
  return (
    <Gate title={t('vault.recover.title')}>
      <p className="gate__text">{t('vault.recover.intro')}</p>
      <form
        className="gate__form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!next.check() || recoveryKey.trim() === '' || recover.isPending) return
          recover.mutate([{ recoveryKey: recoveryKey.trim(), newPassword: next.password }])
        }}
      >
        <TextField
          autoFocus
          size="large"
          label={t('vault.recover.key')}
          hint={t('vault.recover.keyHint')}
          className="recover__key"
          value={recoveryKey}
          maxLength={200}
          autoCapitalize="characters"
          onChange={(event) => {
            setRecoveryKey(event.target.value)
            if (recover.isError) recover.reset()
          }}
          error={
            wrongKey
              ? wrongGroup !== undefined
                ? t('vault.recover.wrongGroup', { group: wrongGroup })
                : `${t('errors.VAULT_WRONG_RECOVERY_KEY.title')} ${t('errors.VAULT_WRONG_RECOVERY_KEY.advice')}`
              : undefined
          }
        />
        <NewPasswordFields state={next} />
        {failure && !wrongKey && <ErrorNotice error={failure} />}
        <div className="gate__actions">
          <Button tone="quiet" icon={<ArrowLeft />} onClick={onBack}>
            {t('vault.recover.back')}
          </Button>
          <Button tone="primary" size="large" type="submit" busy={recover.isPending}>
            {t('vault.recover.submit')}
          </Button>
        </div>
      </form>
    </Gate>
  )
}

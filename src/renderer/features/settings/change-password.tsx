import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorOf, useBridgeMutation } from '../../bridge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { NewPasswordFields, useNewPassword } from '../../ui/password/new-password'
import { PasswordField } from '../../ui/password/password-field'
import { showToast } from '../../ui/toast'

/** A new password for the vault; the data are not touched. */
export function ChangePassword({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [tried, setTried] = useState(false)
  const next = useNewPassword()
  const change = useBridgeMutation('vault:changePassword', {
    onSuccess: () => {
      showToast({ tone: 'good', text: t('vault.password.changed') })
      onDone()
    },
  })
  const failure = change.error ? errorOf(change.error) : null
  const wrong = failure?.code === 'VAULT_WRONG_PASSWORD'
  return (
    <form
      className="settings-group__form"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        const good = next.check()
        if (good && current !== '' && !change.isPending) change.mutate([{ current, next: next.password }])
      }}
    >
      <PasswordField
        label={t('vault.password.current')}
        value={current}
        onValue={(value) => {
          setCurrent(value)
          if (change.isError) change.reset()
        }}
        autoFocus
        autoComplete="current-password"
        error={
          wrong
            ? t('errors.VAULT_WRONG_PASSWORD.title')
            : tried && current === ''
              ? t('vault.password.required')
              : undefined
        }
      />
      <NewPasswordFields state={next} />
      {failure && !wrong && <ErrorNotice error={failure} />}
      <div className="settings-group__buttons">
        <Button tone="primary" type="submit" busy={change.isPending}>
          {t('settings.security.change')}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  )
}

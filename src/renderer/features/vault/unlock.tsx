import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorOf, queryKey, useBridgeMutation, useVaultStatus } from '../../bridge'
import { queryClient } from '../../app/query-client'
import { ToneShape } from '../../ui/badge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { Gate } from './gate'
import { PasswordField } from '../../ui/password/password-field'
import { Recover } from './recover'
import { useCountdown } from './use-countdown'

/** Opens the vault with its password. */
export function Unlock() {
  const { t } = useTranslation()
  const [recovering, setRecovering] = useState(false)
  if (recovering) return <Recover onBack={() => setRecovering(false)} />
  return (
    <Gate title={t('vault.unlock.title')}>
      <UnlockForm onForgotten={() => setRecovering(true)} />
    </Gate>
  )
}

function UnlockForm({ onForgotten }: { onForgotten(): void }) {
  const { t } = useTranslation()
  const status = useVaultStatus()
  const [password, setPassword] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const lockedOutMs = useCountdown(status.data?.lockedOutUntilMs ?? null)
  const unlock = useBridgeMutation('vault:unlock', {
    onSuccess: (next) => queryClient.setQueryData(queryKey('vault:status'), next),
    onError: () => {
      setPassword('')
      // The answer may be a lock-out, whose end only the status knows.
      void queryClient.invalidateQueries({ queryKey: queryKey('vault:status') })
    },
  })
  const failure = unlock.error ? errorOf(unlock.error) : null
  const wrong = failure?.code === 'VAULT_WRONG_PASSWORD'
  const lockedOut = lockedOutMs > 0

  // The field is disabled while main tries the password and during a lock-out: the focus comes back to it.
  useEffect(() => {
    if (!unlock.isPending && !lockedOut) field.current?.focus()
  }, [unlock.isPending, lockedOut])

  return (
    <form
      className="gate__form"
      onSubmit={(event) => {
        event.preventDefault()
        if (password !== '' && !unlock.isPending && !lockedOut) unlock.mutate([{ password }])
      }}
    >
      <PasswordField
        ref={field}
        label={t('vault.password.label')}
        value={password}
        onValue={(value) => {
          setPassword(value)
          if (unlock.isError) unlock.reset()
        }}
        error={
          wrong && !lockedOut
            ? `${t('errors.VAULT_WRONG_PASSWORD.title')} ${t('errors.VAULT_WRONG_PASSWORD.advice')}`
            : undefined
        }
        disabled={unlock.isPending || lockedOut}
        autoFocus
        autoComplete="current-password"
      />
      {lockedOut && <LockedOut remainingMs={lockedOutMs} />}
      {failure && !wrong && failure.code !== 'VAULT_LOCKED_OUT' && <ErrorNotice error={failure} />}
      <div className="gate__actions">
        <Button tone="quiet" onClick={onForgotten}>
          {t('vault.unlock.forgotten')}
        </Button>
        <Button tone="primary" size="large" type="submit" busy={unlock.isPending} disabled={lockedOut}>
          {t('vault.unlock.submit')}
        </Button>
      </div>
      <span className="visually-hidden" role="status">
        {unlock.isPending && t('vault.unlock.working')}
      </span>
    </form>
  )
}

/** Counts down in sight; announced once, not every second. */
function LockedOut({ remainingMs }: { remainingMs: number }) {
  const { t } = useTranslation()
  const seconds = Math.ceil(remainingMs / 1000)
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <div className="gate__lock-out">
      <ToneShape tone="warning" />
      <div>
        <p role="timer">{t('vault.unlock.lockedOut', { time })}</p>
        <p className="quiet">{t('vault.unlock.lockedOutHint')}</p>
        <p className="visually-hidden" role="alert">
          {t('errors.VAULT_LOCKED_OUT.title')} {t('errors.VAULT_LOCKED_OUT.advice')}
        </p>
      </div>
    </div>
  )
}

import { useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordStrength } from '../../../shared/domain/vault/password-strength'
import type * as StrengthModuleNamespace from '../../../shared/domain/vault/password-strength'
import { StrengthMeter } from '../meter'
import { PasswordField } from './password-field'
import './password.css'

type StrengthModule = typeof StrengthModuleNamespace

export interface NewPassword {
  password: string
  repeat: string
  setPassword(password: string): void
  setRepeat(repeat: string): void
  strength: PasswordStrength | null
  minLength: number
  tried: boolean
  /** Marks the problems and says whether there are none. */
  check(): boolean
}

/** A new password typed twice, with its strength. The dictionaries behind the meter load on first use. */
export function useNewPassword(): NewPassword {
  const [password, setPassword] = useState('')
  const [repeat, setRepeat] = useState('')
  const [tried, setTried] = useState(false)
  const [judge, setJudge] = useState<StrengthModule | null>(null)
  const judged = useDeferredValue(password)
  useEffect(() => {
    let wanted = true
    void import('../../../shared/domain/vault/password-strength').then((loaded) => {
      if (wanted) setJudge(loaded)
    })
    return () => {
      wanted = false
    }
  }, [])
  return {
    password,
    repeat,
    setPassword,
    setRepeat,
    strength: judge?.passwordStrength(judged) ?? null,
    minLength: judge?.passwordMinLength ?? 0,
    tried,
    check: () => {
      setTried(true)
      return judge?.passwordStrength(password).acceptable === true && password === repeat
    },
  }
}

type Level = 'empty' | 'weak' | 'fair' | 'good' | 'strong'
type Advice = 'start' | 'short' | 'common' | 'longer' | 'good'

/** Below 10^6 guesses a password is in, or one step from, the lists that are tried first. */
const commonGuessesLog10 = 6

function judge(state: NewPassword): { level: Level; advice: Advice; segments: number } {
  const { password, strength, minLength } = state
  if (password === '' || strength === null) return { level: 'empty', advice: 'start', segments: 0 }
  if (strength.acceptable) {
    return strength.score === 4
      ? { level: 'strong', advice: 'good', segments: 4 }
      : { level: 'good', advice: 'good', segments: 3 }
  }
  if ([...password].length < minLength) return { level: 'weak', advice: 'short', segments: 1 }
  if (strength.guessesLog10 < commonGuessesLog10) return { level: 'weak', advice: 'common', segments: 1 }
  return { level: 'fair', advice: 'longer', segments: 2 }
}

const tones = { empty: 'danger', weak: 'danger', fair: 'warning', good: 'good', strong: 'good' } as const

/** Password, meter with advice, and repeat. */
export function NewPasswordFields({ state, autoFocus }: { state: NewPassword; autoFocus?: boolean }) {
  const { t } = useTranslation()
  const { level, advice, segments } = judge(state)
  const { password, repeat, tried, strength } = state
  return (
    <div className="new-password">
      <PasswordField
        label={t('vault.password.new')}
        value={password}
        onValue={state.setPassword}
        autoFocus={autoFocus ?? false}
        autoComplete="new-password"
        error={tried && strength?.acceptable !== true ? t('vault.password.tooWeak') : undefined}
      />
      <div className="new-password__strength">
        <StrengthMeter
          label={t('vault.password.strength')}
          level={segments}
          tone={tones[level]}
          word={t(`vault.password.levels.${level}`)}
        />
        <p className="new-password__advice" aria-live="polite">
          {t(`vault.password.advice.${advice}`, { count: state.minLength })}
        </p>
      </div>
      <PasswordField
        label={t('vault.password.repeat')}
        value={repeat}
        onValue={state.setRepeat}
        autoComplete="new-password"
        error={
          password !== repeat && (tried || (repeat !== '' && !password.startsWith(repeat)))
            ? t('vault.password.mismatch')
            : undefined
        }
      />
    </div>
  )
}

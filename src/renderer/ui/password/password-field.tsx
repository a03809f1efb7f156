import { Eye, EyeOff } from 'lucide-react'
import { useState, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { passwordMaxLength } from '../../../shared/domain/vault/vault'
import { ToneShape } from '../badge'
import { IconButton } from '../icon-button'
import { TextField } from '../text-field'
import './password.css'

interface PasswordFieldProps {
  label: string
  value: string
  onValue(value: string): void
  error?: ReactNode
  autoFocus?: boolean
  disabled?: boolean
  /** For password managers. */
  autoComplete: 'current-password' | 'new-password'
  ref?: Ref<HTMLInputElement>
}

/** A password with a switch to show it and a word when Caps Lock is on. */
export function PasswordField({
  label,
  value,
  onValue,
  error,
  autoFocus,
  disabled,
  autoComplete,
  ref,
}: PasswordFieldProps) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const watch = (event: KeyboardEvent | MouseEvent) => setCapsLock(event.getModifierState('CapsLock'))
  return (
    <div>
      <TextField
        {...(ref ? { ref } : {})}
        type={shown ? 'text' : 'password'}
        size="large"
        label={label}
        value={value}
        error={error}
        disabled={disabled}
        autoFocus={autoFocus}
        autoComplete={autoComplete}
        maxLength={passwordMaxLength}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={watch}
        onKeyUp={watch}
        onMouseDown={watch}
        onBlur={() => setCapsLock(false)}
        trailing={
          <IconButton
            size="small"
            label={t(shown ? 'vault.password.hide' : 'vault.password.show')}
            icon={shown ? <EyeOff /> : <Eye />}
            onClick={() => setShown(!shown)}
          />
        }
      />
      <div role="status">
        {capsLock && (
          <p className="password-caps">
            <ToneShape tone="warning" />
            {t('vault.password.capsLock')}
          </p>
        )}
      </div>
    </div>
  )
}

import { useId, type ReactNode } from 'react'
import './field.css'

interface CheckboxProps {
  label: ReactNode
  checked: boolean
  onChecked(checked: boolean): void
  disabled?: boolean
}

export function Checkbox({ label, checked, onChecked, disabled }: CheckboxProps) {
  const id = useId()
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChecked(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  )
}

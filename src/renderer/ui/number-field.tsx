import { useState, type ReactNode } from 'react'
import { TextField } from './text-field'

interface NumberFieldProps {
  label: string
  labelHidden?: boolean
  hint?: ReactNode
  error?: ReactNode
  required?: boolean
  disabled?: boolean
  /** null while the field is empty or holds no number */
  value: number | null
  onValue(value: number | null): void
}

/** A number as it is typed: what is not one yet stays in the field, and the value is null. */
export function NumberField({ value, onValue, ...rest }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const text =
    typed !== null && numberOf(typed) === value ? typed : value === null ? (typed ?? '') : String(value)
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      value={text}
      onChange={({ target }) => {
        setTyped(target.value)
        onValue(numberOf(target.value))
      }}
    />
  )
}

/** A comma stands for the decimal point too. */
function numberOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.')
  return /^-?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : null
}

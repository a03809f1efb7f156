import { ChevronDown } from 'lucide-react'
import { useId, type ReactNode, type SelectHTMLAttributes } from 'react'
import { classNames } from './class-names'
import { FieldNote } from './text-field'
import './field.css'

export interface SelectOption<V extends string> {
  value: V
  label: string
}

export interface SelectProps<V extends string> extends Omit<
  SelectHTMLAttributes<HTMLSelectElement>,
  'value' | 'onChange' | 'size'
> {
  label: string
  labelHidden?: boolean
  hint?: ReactNode
  value: V
  options: readonly SelectOption<V>[]
  onValue(value: V): void
}

/** The system's own drop-down, so that keyboard and screen reader work as everywhere. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, labelHidden, hint, value, options, onValue, className, ...rest } = props
  const id = useId()
  return (
    <div className={classNames('field', className)}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : 'field__label'}>
        {label}
      </label>
      <div className="field__frame">
        <select
          id={id}
          {...rest}
          className="field__select"
          value={value}
          aria-describedby={hint != null ? `${id}-note` : undefined}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value)
            if (chosen) onValue(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden="true" />
      </div>
      <FieldNote id={`${id}-note`} hint={hint} />
    </div>
  )
}

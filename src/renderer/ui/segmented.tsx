import { useId, type ReactNode } from 'react'
import './segmented.css'

interface SegmentedProps<V extends string> {
  /** Names the group for screen readers. */
  label: string
  value: V
  options: readonly { value: V; label: ReactNode }[]
  onValue(value: V): void
}

/** One of a few choices, side by side: a radio group, so arrow keys move between them. */
export function Segmented<V extends string>({ label, value, options, onValue }: SegmentedProps<V>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className="segmented">
      {options.map((option) => (
        <label key={option.value} className="segmented__option">
          <input
            type="radio"
            name={name}
            className="visually-hidden"
            checked={option.value === value}
            onChange={() => onValue(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}

import { useId } from 'react'
import { classNames } from './class-names'
import './field.css'

interface SliderProps {
  label: string
  labelHidden?: boolean
  min: number
  max: number
  step: number
  value: number
  /** Value with its unit, shown beside the slider and spoken. */
  valueText: string
  onValue(value: number): void
  className?: string
}

/** A range input with its value and unit beside it. */
export function Slider(props: SliderProps) {
  const { label, labelHidden, valueText, onValue, className, ...range } = props
  const id = useId()
  return (
    <div className={classNames('field', className)}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : 'field__label'}>
        {label}
      </label>
      <div className="range">
        <input
          id={id}
          type="range"
          {...range}
          aria-valuetext={valueText}
          onChange={(event) => onValue(event.target.valueAsNumber)}
        />
        <output htmlFor={id}>{valueText}</output>
      </div>
    </div>
  )
}

import { classNames } from './class-names'
import './progress.css'

/** Turns while something works; decorative: say in words what works. */
export function Spinner({ size = 16 }: { size?: number }) {
  return (
    <svg className="spinner" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" fill="none" strokeWidth="2" className="spinner__track" />
      <path d="M8 1.75 A6.25 6.25 0 0 1 14.25 8" fill="none" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}

interface ProgressProps {
  label: string
  value: number
  /** null while the total is not known: the bar moves without a length. */
  max: number | null
  /** Spoken instead of the percentage, e.g. '120 of 500 files'. */
  valueText?: string
}

/** A thin progress bar. */
export function Progress({ label, value, max, valueText }: ProgressProps) {
  const known = max !== null && max > 0
  const share = known ? Math.min(1, value / max) : 0
  return (
    <span
      className={classNames('progress', !known && 'progress--unknown')}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known ? max : undefined}
      aria-valuenow={known ? Math.min(value, max) : undefined}
      aria-valuetext={valueText}
    >
      <span className="progress__bar" style={known ? { inlineSize: `${share * 100}%` } : undefined} />
    </span>
  )
}

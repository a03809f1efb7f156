import { classNames } from './class-names'
import './meter.css'

interface StrengthMeterProps {
  label: string
  /** Filled segments, 0..steps. */
  level: number
  steps?: number
  tone: 'danger' | 'warning' | 'good'
  /** The level in words; always shown, the colour only repeats it. */
  word: string
}

/** A level in a few steps, told by the number of filled segments and a word. */
export function StrengthMeter({ label, level, steps = 4, tone, word }: StrengthMeterProps) {
  return (
    <div className="strength">
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={steps}
        aria-valuenow={level}
        aria-valuetext={word}
        className="strength__segments"
      >
        {Array.from({ length: steps }, (_, index) => (
          <span
            key={index}
            className={classNames('strength__segment', index < level && `strength__segment--${tone}`)}
          />
        ))}
      </div>
      <span className="strength__word">{word}</span>
    </div>
  )
}

interface ProbabilityMeterProps {
  label: string
  /** 0..1 */
  value: number
  /** 0..1; drawn as a tick that reaches over the bar. None where nothing is decided by it. */
  threshold: number | null
  /** 0..1 from..to; drawn as a band with ends over the bar */
  range?: { low: number; high: number } | null
  /** Spoken, and the caller also shows it, e.g. '83 %, threshold 52 %'. */
  valueText: string
  /** positive: at or above the threshold; refer: it may be either */
  tone?: 'plain' | 'positive' | 'refer'
}

/** A probability as a bar, with its threshold as a tick and its range as a band. */
export function ProbabilityMeter(props: ProbabilityMeterProps) {
  const { label, value, threshold, range, valueText, tone = 'plain' } = props
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={1}
      // A tiny value would be written with an exponent, which is no valid attribute.
      aria-valuenow={Number(value.toFixed(4))}
      aria-valuetext={valueText}
      className="probability"
    >
      <span className="probability__track">
        <span
          className={classNames('probability__bar', `probability__bar--${tone}`)}
          style={{ inlineSize: `${value * 100}%` }}
        />
      </span>
      {range && (
        <span
          className="probability__range"
          style={{
            insetInlineStart: `${range.low * 100}%`,
            inlineSize: `${(range.high - range.low) * 100}%`,
          }}
        />
      )}
      {threshold !== null && (
        <span className="probability__threshold" style={{ insetInlineStart: `${threshold * 100}%` }} />
      )}
    </div>
  )
}

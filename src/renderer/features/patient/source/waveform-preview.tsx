import { useTranslation } from 'react-i18next'
import type { WaveformEntry } from '../../../../shared/domain/record/entry'
import { useFormatters } from '../../../i18n/format'

const [width, height] = [320, 64]

/** Each channel in outline: from the smallest to the largest value of each stretch. */
export function WaveformPreview({ entry }: { entry: WaveformEntry }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <div className="source__part">
      {entry.channels.map(({ name, unit, preview }, index) => {
        const outline = outlineOf(preview.min, preview.max)
        const limits =
          outline &&
          `${format.measured({ value: outline.low, unit: '' })} – ${format.measured({ value: outline.high, unit })} · n = ${format.number(entry.sampleCount)}`
        return (
          <figure key={index} className="source__wave">
            <figcaption>
              {name} <span className="quiet">{limits}</span>
            </figcaption>
            {outline && (
              <svg
                viewBox={`0 0 ${width} ${height}`}
                role="img"
                aria-label={t('patient.source.wave', { name })}
              >
                <path d={outline.path} />
              </svg>
            )}
          </figure>
        )
      })}
      {entry.beats.length > 0 && (
        <p>
          {t('patient.source.beats', { count: entry.beats.length, n: format.number(entry.beats.length) })}
        </p>
      )}
    </div>
  )
}

function outlineOf(
  min: readonly (number | null)[],
  max: readonly (number | null)[],
): { low: number; high: number; path: string } | null {
  const lows = min.filter((value) => value !== null)
  const highs = max.filter((value) => value !== null)
  if (lows.length === 0 || highs.length === 0) return null
  const low = lows.reduce((a, b) => Math.min(a, b))
  const high = highs.reduce((a, b) => Math.max(a, b))
  const y = (value: number) => ((1 - (value - low) / (high - low || 1)) * (height - 4) + 2).toFixed(1)
  const path = min.flatMap((from, index) => {
    const to = max[index] ?? null
    if (from === null || to === null) return []
    const x = ((index / Math.max(1, min.length - 1)) * width).toFixed(1)
    return [`M${x} ${y(from)}L${x} ${Number(y(to)) - 0.5}`]
  })
  return { low, high, path: path.join('') }
}

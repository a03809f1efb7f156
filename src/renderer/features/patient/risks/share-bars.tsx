import { useTranslation } from 'react-i18next'
import { useRiskText } from './use-risk-text'

export interface ShareBar {
  key: string
  name: string
  /** the value behind it, in words */
  detail: string
  /** natural logarithm of the odds; above 0 it raises the estimate */
  logOdds: number
}

const width = 120

/** Signed bars from a middle line. The sign stands as a word too: nothing is told by colour or side alone. */
export function ShareBars({ bars, label }: { bars: readonly ShareBar[]; label: string }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const largest = Math.max(0.1, ...bars.map(({ logOdds }) => Math.abs(logOdds)))
  return (
    <ul className="risk-bars" aria-label={label}>
      {bars.map(({ key, name, detail, logOdds }) => {
        const length = (Math.abs(logOdds) / largest) * (width / 2 - 2)
        return (
          <li key={key} className="risk-bars__row" data-share={key}>
            <span className="risk-bars__name">
              {name} <span className="quiet">{detail}</span>
            </span>
            <svg
              className="risk-bars__bar"
              viewBox={`0 0 ${width} 14`}
              aria-hidden="true"
              preserveAspectRatio="none"
            >
              <line className="risk-bars__middle" x1={width / 2} x2={width / 2} y1="0" y2="14" />
              <rect
                className={logOdds < 0 ? 'risk-bars__lowers' : 'risk-bars__raises'}
                x={logOdds < 0 ? width / 2 - length : width / 2}
                y="3"
                width={length}
                height="8"
              />
            </svg>
            <span className="risk-bars__number">
              {text.signed(logOdds)}{' '}
              <span className="quiet">
                {logOdds < 0 ? t('risks.drivers.lowers') : t('risks.drivers.raises')}
              </span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}

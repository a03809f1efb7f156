import { useTranslation } from 'react-i18next'
import type { Explanation } from '../../../../shared/domain/analysis/explanation'
import { useFormatters } from '../../../i18n/format'
import { Badge, type BadgeTone } from '../../../ui/badge'
import { againstChance } from './chosen-methods'

const tones: Record<ReturnType<typeof againstChance>, BadgeTone> = {
  better: 'good',
  chance: 'neutral',
  worse: 'warning',
  none: 'neutral',
}

/** How far one explanation can be believed, and what it does not show. */
export function FiguresOf({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { method, figures } = explanation
  const { score } = figures.faithfulness
  const against = againstChance(figures)
  return (
    <div className="why__figures">
      <p className="why__score">
        <span>
          {t('explanations.faithfulness')}{' '}
          <strong data-testid={`faithfulness-${method}`}>
            {score === null ? '–' : format.number(score, 2)}
          </strong>
        </span>
        <Badge tone={tones[against]} bare>
          {t(`explanations.against_chance.${against}`)}
        </Badge>
      </p>
      <p className="findings__small why__limit">{t(`explanations.method.${method}.limit`)}</p>
      <details className="findings__details">
        <summary>{t('explanations.details')}</summary>
        <Details explanation={explanation} />
        <p className="quiet">
          {t('explanations.faithfulnessHow', { orders: figures.faithfulness.randomOrders })}
        </p>
      </details>
    </div>
  )
}

function Details({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { figures } = explanation
  const { faithfulness, surrogate, completeness } = figures
  const logOdds = (value: number) => format.number(value, 2)
  const rows: [string, string][] = [
    [t('explanations.figure.deletion'), logOdds(faithfulness.deletion.logOdds)],
    [t('explanations.figure.insertion'), logOdds(faithfulness.insertion.logOdds)],
    [
      t('explanations.figure.random'),
      `${logOdds(faithfulness.random.logOdds)} ± ${logOdds(faithfulness.randomSpread)}`,
    ],
    ...(surrogate
      ? ([
          [t('explanations.figure.r2'), format.number(surrogate.r2, 2)],
          [t('explanations.figure.heldOutR2'), format.number(surrogate.heldOutR2, 2)],
          [t('explanations.figure.segments'), format.number(surrogate.segments)],
        ] as [string, string][])
      : []),
    ...(completeness
      ? ([
          [
            t('explanations.figure.completeness'),
            t('explanations.figure.completenessValue', {
              error: format.number(completeness.error, 3),
              change: logOdds(completeness.change),
            }),
          ],
        ] as [string, string][])
      : []),
    [
      t('explanations.figure.runs'),
      t('explanations.figure.runsValue', {
        runs: format.number(figures.evaluations + figures.gradientEvaluations),
        seconds: format.number(figures.ms / 1000, 1),
      }),
    ],
  ]
  return (
    <dl className="findings__metrics">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

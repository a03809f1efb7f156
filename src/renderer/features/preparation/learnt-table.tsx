import { useTranslation } from 'react-i18next'
import type { Learnt } from '../../../shared/domain/preparation/state'
import { useFormatters } from '../../i18n/format'
import { FigureTable } from '../../ui/charts/chart-figure'
import { ScrollFrame } from '../../ui/scroll-frame'
import { usePreparationText } from './use-preparation-text'

/** The numbers that a step has from the training part, and from nothing else. */
export function LearntTable(props: { learnt: Learnt; fittedOn: { rows: number; subjects: number } }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = usePreparationText()
  const { learnt, fittedOn } = props
  const { heads, rows } = tableOf(learnt)
  const title = t('preparation.learnt.title')
  return (
    <details className="preparation__section">
      <summary>{title}</summary>
      <p className="quiet">
        {t('preparation.learnt.from', {
          rows: format.number(fittedOn.rows),
          subjects: format.number(fittedOn.subjects),
        })}
      </p>
      <ScrollFrame label={title} className="preparation__changes">
        <FigureTable
          heads={[t('preparation.change.parameter'), ...heads.map((head) => t(`preparation.learnt.${head}`))]}
          rows={rows.map(({ name, values }) => [name, ...values.map(text.figure)])}
        />
      </ScrollFrame>
    </details>
  )
}

type Head = 'low' | 'high' | 'fill' | 'centre' | 'spread'

function tableOf(learnt: Learnt): {
  heads: readonly Head[]
  rows: { name: string; values: (number | null)[] }[]
} {
  switch (learnt.step) {
    case 'outliers':
      return {
        heads: ['low', 'high'],
        rows: learnt.limits.map(({ name, low, high }) => ({ name, values: [low, high] })),
      }
    case 'median':
      return { heads: ['fill'], rows: learnt.fills.map(({ name, value }) => ({ name, values: [value] })) }
    case 'normalise':
      return {
        heads: ['centre', 'spread'],
        rows: learnt.scales.map(({ name, centre, spread }) => ({ name, values: [centre, spread] })),
      }
    case 'nearest':
    case 'chained':
      return {
        heads: ['centre', 'spread'],
        rows: learnt.columns.map((name, at) => ({
          name,
          values: [learnt.centre[at] ?? null, learnt.spread[at] ?? null],
        })),
      }
  }
}

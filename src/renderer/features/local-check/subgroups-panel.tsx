import { useTranslation } from 'react-i18next'
import {
  casesForCurves,
  type LocalCheckReport,
  type SubgroupRow,
} from '../../../shared/domain/local-check/local-check'
import { useFormatters } from '../../i18n/format'
import { ScrollFrame } from '../../ui/scroll-frame'
import { useCheckText } from './use-text'

/** Every group with its figures, the area under the curve drawn as a forest. */
export function SubgroupsPanel({ report }: { report: LocalCheckReport }) {
  const { t } = useTranslation()
  return (
    <section className="local-check__section" aria-labelledby="check-subgroups">
      <h2 id="check-subgroups">{t('localCheck.subgroups.title')}</h2>
      <ScrollFrame className="local-check__scroll" label={t('localCheck.subgroups.title')}>
        <table className="data-table local-check__forest selectable">
          <thead>
            <tr>
              <th scope="col">{t('localCheck.subgroups.group')}</th>
              <th scope="col" className="data-table__number">
                {t('localCheck.subgroups.cases')}
              </th>
              <th scope="col" className="data-table__number">
                {t('localCheck.subgroups.positives')}
              </th>
              <th scope="col" className="data-table__number">
                {t('localCheck.subgroups.patients')}
              </th>
              <th scope="col" colSpan={2}>
                {t('localCheck.subgroups.auc')}
              </th>
              <th scope="col">
                {t('localCheck.subgroups.with95', { name: t('localCheck.threshold.sensitivity') })}
              </th>
              <th scope="col">
                {t('localCheck.subgroups.with95', { name: t('localCheck.threshold.specificity') })}
              </th>
            </tr>
          </thead>
          {kindsOf(report.subgroups).map(([name, rows]) => (
            <GroupRows key={name} rows={rows} overall={report.roc?.auc.value ?? null} />
          ))}
        </table>
      </ScrollFrame>
      <p className="quiet">{t('localCheck.subgroups.note', { need: casesForCurves })}</p>
    </section>
  )
}

function kindsOf(rows: readonly SubgroupRow[]): [string, SubgroupRow[]][] {
  const kinds = new Map<string, SubgroupRow[]>()
  for (const row of rows) {
    const name = `${row.by} ${row.column}`
    kinds.set(name, [...(kinds.get(name) ?? []), row])
  }
  return [...kinds]
}

function GroupRows({ rows, overall }: { rows: readonly SubgroupRow[]; overall: number | null }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useCheckText()
  const nameOf = useGroupName()
  const [first] = rows
  if (!first) return null
  const few = (shown: string) =>
    shown === '–' ? <span className="quiet">{t('localCheck.subgroups.tooFew')}</span> : shown
  return (
    <tbody>
      <tr className="local-check__forest-kind">
        <th scope="rowgroup" colSpan={8}>
          {first.by === 'site' ? first.column : t(`localCheck.subgroups.by.${first.by}`)}
        </th>
      </tr>
      {rows.map((row) => (
        <tr key={`${row.kind} ${row.group}`}>
          <th scope="row">{nameOf(row)}</th>
          <td className="data-table__number">{format.number(row.cases)}</td>
          <td className="data-table__number">{format.number(row.positives)}</td>
          <td className="data-table__number">{format.number(row.patients)}</td>
          <td>
            <ForestMark found={row.auc} overall={overall} />
          </td>
          <td>{few(text.bareInterval(row.auc))}</td>
          <td>{few(text.bareProportion(row.sensitivity))}</td>
          <td>{few(text.bareProportion(row.specificity))}</td>
        </tr>
      ))}
    </tbody>
  )
}

function useGroupName(): (row: SubgroupRow) => string {
  const { t } = useTranslation()
  return ({ by, group, kind }) => {
    if (kind === 'unknown') return t('localCheck.subgroups.unknown')
    if (kind === 'other') return t('localCheck.subgroups.other')
    if (by === 'age') return t('localCheck.subgroups.ageBand', { band: group })
    if (by === 'sex' && (group === 'M' || group === 'F' || group === 'O'))
      return t(`localCheck.subgroups.sexes.${group}`)
    return group
  }
}

const width = 150
/** 0.5 to 1 across the picture, with room for the ends */
const place = (auc: number) => 4 + Math.max(0, (auc - 0.5) * 2) * (width - 8)

/** The interval as a line, the value as a square, all cases as an upright line. The text beside it says the same. */
function ForestMark({ found, overall }: { found: SubgroupRow['auc']; overall: number | null }) {
  return (
    <svg
      className="local-check__forest-mark"
      viewBox={`0 0 ${width} 16`}
      width={width}
      height={16}
      aria-hidden="true"
    >
      <line className="local-check__forest-axis" x1={4} y1={15} x2={width - 4} y2={15} />
      {overall !== null && (
        <line
          className="local-check__forest-overall"
          x1={place(overall)}
          y1={0}
          x2={place(overall)}
          y2={16}
        />
      )}
      {found && (
        <>
          <line
            className="local-check__forest-line"
            x1={place(found.low)}
            y1={8}
            x2={place(found.high)}
            y2={8}
          />
          <rect
            className="local-check__forest-value"
            x={place(found.value) - 3.5}
            y={4.5}
            width={7}
            height={7}
          />
        </>
      )}
    </svg>
  )
}

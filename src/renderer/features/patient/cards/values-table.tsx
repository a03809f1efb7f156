import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObservedCode } from '../../../../shared/domain/record/person'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { Segmented } from '../../../ui/segmented'
import { TextField } from '../../../ui/text-field'
import { useCodeName } from '../names'
import { inLaneOrder, laneOfCode } from '../timeline/lanes'
import { RangeFlag } from './range-flag'
import { SparkLine } from './spark-line'

interface ValuesTableProps {
  codes: readonly ObservedCode[]
  onSource(entryId: number): void
  onValues(observed: ObservedCode): void
}

const groups = ['all', 'laboratory', 'vital-signs', 'other'] as const
type Group = (typeof groups)[number]

const groupOf = ({ category }: ObservedCode): Group =>
  category === 'laboratory' || category === 'vital-signs' ? category : 'other'

/** Rows before the rest is folded. */
const mostRows = 15

/** The newest value of every quantity, with what was measured before it and the limits that came with it. */
export function ValuesTable({ codes, onSource, onValues }: ValuesTableProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const codeName = useCodeName()
  const [group, setGroup] = useState<Group>('all')
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const measured = inLaneOrder(codes).filter(({ category }) => category !== 'social-history')
  const present = groups.filter((id) => id === 'all' || measured.some((code) => groupOf(code) === id))
  const found = measured.filter(
    (code) =>
      (group === 'all' || groupOf(code) === group) &&
      words.every((word) => codeName(code).toLowerCase().includes(word)),
  )
  const shown = open ? found : found.slice(0, mostRows)
  return (
    <section className="card card--wide" aria-label={t('patient.values.title')}>
      <div className="values-table__head">
        <h3 className="card__title">
          {t('patient.values.title')} <span className="card__count">{format.number(measured.length)}</span>
        </h3>
        {present.length > 2 && (
          <Segmented
            label={t('patient.values.group')}
            value={group}
            options={present.map((id) => ({ value: id, label: t(`patient.values.groups.${id}`) }))}
            onValue={(chosen) => setGroup(chosen)}
          />
        )}
        <TextField
          label={t('patient.values.search')}
          labelHidden
          placeholder={t('patient.values.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="values-table__search"
        />
      </div>
      {measured.length === 0 && <p className="quiet">{t('patient.values.none')}</p>}
      {measured.length > 0 && found.length === 0 && <p className="quiet">{t('patient.lane.noneFound')}</p>}
      {shown.length > 0 && (
        <ScrollFrame label={t('patient.values.title')} className="values-table__frame">
          <table className="data-table values-table">
            <thead>
              <tr>
                {(['quantity', 'newest', 'flag', 'limits', 'trend', 'count', 'when'] as const).map(
                  (column) => (
                    <th key={column} scope="col">
                      {t(`patient.values.column.${column}`)}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {shown.map((code) => (
                <ValueRow key={laneOfCode(code)} code={code} onSource={onSource} onValues={onValues} />
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      )}
      {found.length > mostRows && (
        <div className="card__foot">
          <Button tone="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('patient.card.fewer') : t('patient.card.all', { n: format.number(found.length) })}
          </Button>
        </div>
      )}
    </section>
  )
}

interface ValueRowProps extends Pick<ValuesTableProps, 'onSource' | 'onValues'> {
  code: ObservedCode
}

function ValueRow({ code, onSource, onValues }: ValueRowProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const name = useCodeName()(code)
  const { latest, range, recent, numbers } = code
  if (!latest) return null
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <button
          type="button"
          className="values-table__value"
          aria-label={t('patient.values.source', { name, value: format.measured(latest) })}
          onClick={() => onSource(latest.entryId)}
        >
          {format.measured(latest)}
        </button>
      </td>
      <td>
        <RangeFlag value={latest.value} range={range} />
      </td>
      <td className="quiet">{range ? format.range(range) : t('patient.range.none')}</td>
      <td>
        <SparkLine points={recent} label={t('patient.values.trend', { name, count: recent.length })} />
      </td>
      <td>
        <button
          type="button"
          className="values-table__value"
          aria-label={t('patient.values.allOf', { name, n: format.number(numbers) })}
          onClick={() => onValues(code)}
        >
          {format.number(numbers)}
        </button>
      </td>
      <td className="values-table__when">{format.moment(latest.timeMs)}</td>
    </tr>
  )
}

import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ParameterProfile, TableProfile } from '../../../shared/domain/preparation/report'
import { useFormatters } from '../../i18n/format'
import { ToneShape } from '../../ui/badge'
import { Checkbox } from '../../ui/checkbox'
import { ScrollFrame } from '../../ui/scroll-frame'
import { TextField } from '../../ui/text-field'
import { MiniHistogram } from './mini-histogram'
import { ParameterDetail } from './parameter-detail'
import { usePreparationText } from './use-preparation-text'
import { problemCount, showParameter, useWorkshop } from './workshop-store'

/** What is in the table: every column or parameter in a row, and the chosen one beside it. */
export function TablePanel({ profile }: { profile: TableProfile }) {
  const chosen = useWorkshop((state) => state.parameter)
  const shown = profile.parameters.find(({ name }) => name === chosen)
  return (
    <div className="preparation__split">
      <div className="preparation__pane">
        <TableProblems profile={profile} />
        <ParameterList parameters={profile.parameters} chosen={chosen} />
      </div>
      <div key={shown?.name} className="preparation__pane">
        {shown && <ParameterDetail profile={shown} />}
      </div>
    </div>
  )
}

/** What is wrong with rows as a whole. */
function TableProblems({ profile }: { profile: TableProfile }) {
  const { t } = useTranslation()
  const problems = (['malformed', 'duplicateRows', 'duplicateMeasurements'] as const).filter(
    (kind) => profile[kind] > 0,
  )
  return problems.length === 0 ? (
    <p className="quiet">{t('preparation.table.rowsFine')}</p>
  ) : (
    <ul>
      {problems.map((kind) => (
        <li key={kind}>
          <ToneShape tone="warning" /> {t(`preparation.table.${kind}`, { count: profile[kind] })}
        </li>
      ))}
    </ul>
  )
}

function ParameterList({
  parameters,
  chosen,
}: {
  parameters: readonly ParameterProfile[]
  chosen: string | null
}) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [onlyTroubled, setOnlyTroubled] = useState(false)
  const words = useDeferredValue(search).trim().toLowerCase()
  const shown = useMemo(
    () =>
      parameters.filter(
        (one) => one.name.toLowerCase().includes(words) && (!onlyTroubled || problemCount(one) > 0),
      ),
    [parameters, words, onlyTroubled],
  )
  // One stop for Tab, however many columns; arrow keys go on from there.
  const reachable = (shown.find(({ name }) => name === chosen) ?? shown[0])?.name
  const heads = ['name', 'values', 'missing', 'unit', 'distribution', 'problems'] as const
  return (
    <>
      <div className="preparation__row">
        <TextField
          label={t('preparation.table.search')}
          labelHidden
          placeholder={t('preparation.table.search')}
          type="search"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Checkbox
          label={t('preparation.table.onlyTroubled')}
          checked={onlyTroubled}
          onChecked={setOnlyTroubled}
        />
        <span className="quiet" role="status">
          {t('preparation.table.shown', { shown: shown.length, total: parameters.length })}
        </span>
      </div>
      <ScrollFrame label={t('preparation.table.list')} className="preparation__columns">
        <table className="data-table">
          <thead>
            <tr>
              {heads.map((head) => (
                <th
                  key={head}
                  scope="col"
                  className={head === 'values' || head === 'missing' ? 'data-table__number' : undefined}
                >
                  {' '}
                  {/* prettier-ignore */}
                  {t(`preparation.table.head.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={(event) => moveChoice(event, shown, chosen)}>
            {shown.map((one) => (
              <ParameterRow
                key={one.name}
                parameter={one}
                chosen={one.name === chosen}
                reachable={one.name === reachable}
              />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </>
  )
}

/** Arrow keys, Home and End choose another parameter; the focus follows. */
function moveChoice(
  event: KeyboardEvent<HTMLElement>,
  shown: readonly ParameterProfile[],
  chosen: string | null,
): void {
  const at = shown.findIndex(({ name }) => name === chosen)
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }
  const to = steps[event.key]
  const next = to === undefined ? undefined : shown[Math.min(Math.max(to, 0), shown.length - 1)]
  if (!next) return
  event.preventDefault()
  showParameter(next.name)
  const rows = event.currentTarget.children
  rows[shown.indexOf(next)]?.querySelector('button')?.focus()
}

interface ParameterRowProps {
  parameter: ParameterProfile
  chosen: boolean
  /** by Tab */
  reachable: boolean
}

function ParameterRow({ parameter, chosen, reachable }: ParameterRowProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = usePreparationText()
  const { name, values, missing, units, histogram, least, greatest } = parameter
  const unit = text.unit(units[0]?.unit ?? units[0]?.written ?? null)
  const wrong = problemCount(parameter)
  return (
    <tr data-chosen={chosen || undefined}>
      <th scope="row">
        <button
          type="button"
          className="preparation__name clip"
          title={name}
          aria-pressed={chosen}
          tabIndex={reachable ? 0 : -1}
          onClick={() => showParameter(name)}
        >
          {name}
        </button>
      </th>
      <td className="data-table__number">{format.number(values)}</td>
      <td className="data-table__number">{format.percent(missing / Math.max(values + missing, 1), 1)}</td>
      <td>{unit || t(`preparation.kind.${parameter.kind}`)}</td>
      <td>
        {histogram && (
          <MiniHistogram
            counts={histogram.counts}
            label={t('preparation.table.spread', {
              n: histogram.n,
              low: text.figure(least),
              high: text.figure(greatest),
            })}
          />
        )}
      </td>
      <td>
        {wrong > 0 ? (
          <span className="preparation__row">
            <ToneShape tone="warning" />
            {format.number(wrong)}
          </span>
        ) : (
          <span className="quiet">–</span>
        )}
      </td>
    </tr>
  )
}

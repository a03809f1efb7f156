import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostQuantities, type RecordQuantity } from '../../../shared/domain/preparation/record-table'
import { queryClient } from '../../app/query-client'
import { errorOf, queryKey, useBridgeQuery } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Dialog } from '../../ui/dialog'
import { ErrorNotice } from '../../ui/error-notice'
import { Progress, Spinner } from '../../ui/progress'
import { ScrollFrame } from '../../ui/scroll-frame'
import { TextField } from '../../ui/text-field'
import { usePreparationText } from './use-preparation-text'
import { cancelWork, takeRecord, useWorkshop } from './workshop-store'

/** Rows that are shown; a search brings the others. */
const mostShown = 200

const keyOf = ({ system, code }: RecordQuantity) => `${system}\n${code}`

/** Which of the record's quantities are to be prepared: a row for each value, grouped by patient. */
export function RecordTableDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const quantities = useBridgeQuery('preparation:quantities', [])
  // The record may have grown since it was asked last.
  useEffect(() => void queryClient.invalidateQueries({ queryKey: queryKey('preparation:quantities') }), [])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const taking = useWorkshop((state) => state.work?.kind === 'opening')
  const failure = useWorkshop((state) => (state.error?.kind === 'opening' ? state.error.error : null))
  const wanted = (quantities.data ?? []).filter((one) => chosen.has(keyOf(one)))
  const values = wanted.reduce((sum, one) => sum + one.values, 0)
  const take = async () => {
    const request = { quantities: wanted.map(({ system, code, display }) => ({ system, code, display })) }
    if (await takeRecord(request)) onClose()
  }
  const close = () => {
    if (taking) void cancelWork()
    onClose()
  }
  return (
    <Dialog
      title={t('preparation.record.title')}
      size="large"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            tone="primary"
            busy={taking}
            disabled={wanted.length === 0 || wanted.length > mostQuantities}
            onClick={() => void take()}
          >
            {t('preparation.record.take', { count: values })}
          </Button>
        </>
      }
    >
      <div className="preparation__section">
        <p className="preparation__text">{t('preparation.record.text')}</p>
        {failure && <ErrorNotice error={failure} />}
        {quantities.error && <ErrorNotice error={errorOf(quantities.error)} />}
        {quantities.isFetching && !quantities.data?.length && <Spinner />}
        {quantities.data?.length === 0 && !quantities.isFetching && (
          <p className="quiet">{t('preparation.record.none')}</p>
        )}
        {quantities.data && quantities.data.length > 0 && (
          <QuantityList quantities={quantities.data} chosen={chosen} onChosen={setChosen} />
        )}
        {wanted.length > mostQuantities && (
          <p className="quiet">{t('preparation.record.tooMany', { most: mostQuantities })}</p>
        )}
        {taking && <Taking />}
      </div>
    </Dialog>
  )
}

function Taking() {
  const { t } = useTranslation()
  const share = useWorkshop((state) => state.work?.progress?.share ?? null)
  return (
    <Progress label={t('preparation.record.taking')} value={share ?? 0} max={share === null ? null : 1} />
  )
}

interface QuantityListProps {
  quantities: readonly RecordQuantity[]
  chosen: ReadonlySet<string>
  onChosen(chosen: ReadonlySet<string>): void
}

function QuantityList({ quantities, chosen, onChosen }: QuantityListProps) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const words = useDeferredValue(search).trim().toLowerCase()
  const found = useMemo(
    () => quantities.filter((one) => `${one.display} ${one.code}`.toLowerCase().includes(words)),
    [quantities, words],
  )
  const shown = found.slice(0, mostShown)
  const areAll = shown.length > 0 && shown.every((one) => chosen.has(keyOf(one)))
  const choose = (some: readonly RecordQuantity[], on: boolean) => {
    const next = new Set(chosen)
    for (const one of some)
      if (on) next.add(keyOf(one))
      else next.delete(keyOf(one))
    onChosen(next)
  }
  return (
    <>
      <div className="preparation__row">
        <TextField
          label={t('preparation.record.search')}
          labelHidden
          placeholder={t('preparation.record.search')}
          type="search"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Checkbox
          label={t('preparation.record.all')}
          checked={areAll}
          onChecked={(on) => choose(shown, on)}
        />
        <span className="quiet" role="status">
          {t('preparation.table.shown', { shown: shown.length, total: quantities.length })}
        </span>
      </div>
      <ScrollFrame label={t('preparation.record.list')} className="preparation__quantities">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('preparation.record.quantity')}</th>
              <th scope="col">{t('preparation.record.unit')}</th>
              <th scope="col" className="data-table__number">
                {t('preparation.record.values')}
              </th>
              <th scope="col" className="data-table__number">
                {t('preparation.record.patients')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <QuantityRow
                key={keyOf(one)}
                quantity={one}
                chosen={chosen.has(keyOf(one))}
                onChosen={(on) => choose([one], on)}
              />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </>
  )
}

interface QuantityRowProps {
  quantity: RecordQuantity
  chosen: boolean
  onChosen(on: boolean): void
}

function QuantityRow({
  quantity: { display, code, unit, values, patients },
  chosen,
  onChosen,
}: QuantityRowProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = usePreparationText()
  const name = display.trim() || code
  return (
    <tr>
      <th scope="row">
        <Checkbox
          label={name === code ? code : t('preparation.record.named', { name, code })}
          checked={chosen}
          onChecked={onChosen}
        />
      </th>
      <td>{text.unit(unit) || <span className="quiet">–</span>}</td>
      <td className="data-table__number">{format.number(values)}</td>
      <td className="data-table__number">{format.number(patients)}</td>
    </tr>
  )
}

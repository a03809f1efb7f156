import { keepPreviousData } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MadeEntry, MappedRow } from '../../../../shared/domain/record-import/table-preview'
import { DraftOptions } from '../../../../shared/domain/record-import/import-calls'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { unitText } from '../../../i18n/unit-text'
import { Badge, ToneShape } from '../../../ui/badge'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { useDebounced } from '../../../ui/use-debounced'
import { optionsOf, useNewImport } from './new-import'
import { useReasonText, useWhyText } from './reason-text'

const settleMs = 350

/** What the mapping makes of the first rows, while it is changed. */
export function MappedPreviewPanel({ draftId, file }: { draftId: string; file: number }) {
  const { t } = useTranslation()
  const state = useNewImport()
  const text = useMemo(() => JSON.stringify(optionsOf(state)), [state])
  const settledText = useDebounced(text, settleMs)
  const settled = useMemo(() => DraftOptions.nullable().parse(JSON.parse(settledText)), [settledText])
  const mapping = settled?.mapping
  const preview = useBridgeQuery(
    'recordImport:mapped',
    [{ draftId, file, options: settled && mapping ? { ...settled, mapping } : never }],
    { enabled: mapping !== undefined, placeholderData: keepPreviousData },
  )
  const rows = mapping ? (preview.data?.rows ?? []) : []
  const made = rows.reduce((sum, row) => sum + row.made.length, 0)
  const bad = rows.filter(({ problems }) => problems.length > 0).length
  return (
    <section className="new-import__panel" aria-labelledby="import-preview">
      <h2 id="import-preview">
        {t('recordImport.preview.title')} {preview.isFetching && <Spinner size={14} />}
      </h2>
      {!mapping && <p className="quiet">{t('recordImport.preview.notYet')}</p>}
      {preview.error && mapping && <ErrorNotice error={errorOf(preview.error)} />}
      {mapping && (preview.data?.missingColumns.length ?? 0) > 0 && (
        <p className="mapped-preview__missing">
          <ToneShape tone="danger" />{' '}
          {t('recordImport.preview.missingColumns', {
            columns: preview.data?.missingColumns.join(', ') ?? '',
          })}
        </p>
      )}
      {rows.length > 0 && (
        <>
          <p className="mapped-preview__counts" role="status">
            <Badge tone="good">{t('recordImport.preview.entries', { count: made })}</Badge>
            <Badge tone={bad > 0 ? 'warning' : 'neutral'}>
              {t('recordImport.preview.badRows', { count: bad })}
            </Badge>
            <span className="quiet">{t('recordImport.preview.ofRows', { count: rows.length })}</span>
          </p>
          <PreviewTable rows={rows} />
        </>
      )}
    </section>
  )
}

/** Stands in a request that is not sent. */
const never = undefined as never

function PreviewTable({ rows }: { rows: readonly MappedRow[] }) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const whyText = useWhyText()
  return (
    <ScrollFrame className="mapped-preview" label={t('recordImport.preview.list')}>
      <table className="data-table selectable">
        <thead>
          <tr>
            <th scope="col" className="data-table__number">
              {t('recordImport.preview.line')}
            </th>
            <th scope="col">{t('recordImport.preview.patient')}</th>
            <th scope="col">{t('recordImport.preview.becomes')}</th>
            <th scope="col">{t('recordImport.preview.problems')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <th scope="row" className="data-table__number">
                {row.line}
              </th>
              <td>{row.patient}</td>
              <td>
                <ul>
                  {row.made.map((entry, index) => (
                    <li key={index}>
                      <Made entry={entry} />
                    </li>
                  ))}
                </ul>
              </td>
              <td>
                <ul>
                  {row.problems.map(({ column, code, detail }, index) => (
                    <li key={index} className="mapped-preview__problem">
                      <ToneShape tone="warning" />
                      <span>
                        {column !== null && <strong>{column}: </strong>}
                        {reasonText(code)} <span className="quiet">{whyText(code, detail)}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

const shownTime = (iso: string): string => iso.replace('T', ' ').replace(/:\d\d\.\d{3}Z$/, ' UTC')

function Made({ entry }: { entry: MadeEntry }) {
  const { t } = useTranslation()
  const { kind, what, code, value, unit, time } = entry
  const kindText = t(`recordImport.kind.${kindKey(kind)}`)
  return (
    <>
      <span className="quiet">{kindText}</span> {what}{' '}
      {code !== null && code !== what && <code className="mono quiet">{code}</code>}{' '}
      <strong className="tabular">
        {value}
        {unit !== '' && unit !== '1' && ` ${unitText(unit)}`}
      </strong>
      {time !== null && <span className="quiet"> · {shownTime(time)}</span>}
    </>
  )
}

export const entryKinds = [
  'patient',
  'encounter',
  'observation',
  'condition',
  'medication',
  'allergy',
  'procedure',
  'family-history',
  'genotype',
  'document',
  'waveform',
  'removal',
] as const
export const kindKey = (kind: string): (typeof entryKinds)[number] =>
  entryKinds.find((one) => one === kind) ?? 'observation'

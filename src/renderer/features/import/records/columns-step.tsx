import { keepPreviousData } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportDraft } from '../../../../shared/domain/record-import/import-draft'
import type { TablePreview } from '../../../../shared/domain/record-import/table-preview'
import { reporting } from '../../../app/import-actions'
import { call, errorOf, useBridgeQuery } from '../../../bridge'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { ColumnTable } from './column-table'
import { FormPanels } from './form-panels'
import { MappedPreviewPanel } from './mapped-preview'
import { draftOf, mappingOf, problemsOf, startDraft } from './mapping-draft'
import { changeImport, useNewImport } from './new-import'
import { ProblemList } from './problem-list'
import { TableControls } from './table-controls'

/** The request that shows the table: what a person said of its text, and no more. */
const tableRequest = (
  draftId: string,
  { file, text }: Pick<ReturnType<typeof useNewImport.getState>, 'file' | 'text'>,
) => ({ draftId, file, text: { ...text, decimal: '.' as const } })

/** What the columns of a table mean. */
export function ColumnsStep({ draft }: { draft: ImportDraft }) {
  const { t } = useTranslation()
  const state = useNewImport()
  const request = tableRequest(draft.id, state)
  const table = useBridgeQuery('recordImport:table', [request], { placeholderData: keepPreviousData })
  const key = JSON.stringify(request)
  const isCurrent = table.data !== undefined && !table.isPlaceholderData
  useEffect(() => {
    if (isCurrent && state.mappingKey !== key) void begin(table.data, key)
  }, [isCurrent, key, state.mappingKey, table.data])

  if (table.error) return <TableFailure error={table.error} onRetry={() => void table.refetch()} />
  if (!table.data || !state.mapping || state.mapping.columns.length === 0)
    return (
      <p className="record-imports__waiting" role="status">
        <Spinner /> {t('recordImport.columns.reading')}
      </p>
    )
  return (
    <>
      <div className="new-import__body">
        <TableControls draft={draft} table={table.data} mapping={state.mapping} />
        <ColumnTable table={table.data} mapping={state.mapping} />
        <FormPanels request={request} mapping={state.mapping} />
        <MappedPreviewPanel draftId={draft.id} file={state.file} />
      </div>
      <ColumnsFoot header={table.data.header} />
    </>
  )
}

function TableFailure({ error, onRetry }: { error: Error; onRetry(): void }) {
  const { t } = useTranslation()
  return (
    <div className="new-import__body">
      <ErrorNotice
        error={errorOf(error)}
        actions={
          <>
            <Button onClick={onRetry}>{t('common.retry')}</Button>
            <Button onClick={() => changeImport({ text: { headerRow: 1 } })}>
              {t('recordImport.columns.readAnew')}
            </Button>
          </>
        }
      />
    </div>
  )
}

/** A saved mapping for the same header, else the program's proposal. */
async function begin(table: TablePreview, key: string): Promise<void> {
  const { text, zone } = useNewImport.getState()
  const same = table.saved.find(({ sameHeader }) => sameHeader)
  const saved = same && (await reporting(call('recordImport:mapping', { id: same.id })))
  changeImport({
    mappingKey: key,
    mapping: saved
      ? draftOf(saved.mapping, table.header, zone)
      : startDraft(table, { ...text, decimal: '.' }, zone),
    mappingId: saved?.id ?? null,
    recognised: saved !== undefined,
    forecast: null,
  })
}

function ColumnsFoot({ header }: { header: readonly string[] }) {
  const { t } = useTranslation()
  const { mapping, keepMapping, mappingId } = useNewImport()
  if (!mapping) return null
  const problems = problemsOf(mapping)
  const whole = mappingOf(mapping)
  const goOn = async () => {
    if (!whole) return
    if (keepMapping) {
      const saved = await reporting(
        call('recordImport:saveMapping', { id: mappingId, mapping: whole, header: [...header] }),
      )
      if (!saved) return
      changeImport({ mappingId: saved.id })
    }
    changeImport({ step: 'check' })
  }
  return (
    <footer className="new-import__foot">
      <ProblemList problems={problems} isWhole={whole !== null} />
      <Checkbox
        label={t('recordImport.columns.keep')}
        checked={keepMapping}
        onChecked={(checked) => changeImport({ keepMapping: checked })}
      />
      <Button tone="primary" disabled={whole === null} onClick={() => void goOn()}>
        {t('recordImport.files.toCheck')}
      </Button>
    </footer>
  )
}

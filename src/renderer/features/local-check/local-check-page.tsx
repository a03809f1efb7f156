import { ArrowLeft, ClipboardCheck, FileDown, FileUp, ListChecks, Printer } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  CheckedModel,
  LocalCheckReport,
  LocalCheckRequest,
} from '../../../shared/domain/local-check/local-check'
import type { TruthImport, TruthPreview } from '../../../shared/domain/local-check/truth-file'
import { modelKey, splitModelKey } from '../../../shared/domain/models/model-key'
import { navigate } from '../../app/navigation'
import { queryClient } from '../../app/query-client'
import { bridgeQuery, errorOf, queryKey, useBridgeMutation, useBridgeQuery } from '../../bridge'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { printPage } from '../../ui/print-page'
import { Spinner } from '../../ui/progress'
import { showToast } from '../../ui/toast'
import { useQuery } from '@tanstack/react-query'
import { CheckControls, type CheckChoice } from './check-controls'
import { ImportsDialog } from './imports-dialog'
import { PaperHead } from './paper-head'
import { ReportView } from './report-view'
import { TruthDialog } from './truth-dialog'
import { useFindings } from './use-findings'
import './local-check.css'

/** A model version against this site's truth. */
export function LocalCheckPage({ modelId }: { modelId: string | null }) {
  const { t } = useTranslation()
  const models = useBridgeQuery('localCheck:models', [])
  if (models.error) {
    return (
      <div className="local-check__failed">
        <ErrorNotice error={errorOf(models.error)} />
      </div>
    )
  }
  if (!models.data) return <Computing />
  const wanted = splitModelKey(modelId ?? '')
  const ofModel = models.data.filter(({ id }) => id === wanted.id)
  const shown = ofModel.find(({ version }) => version === wanted.version) ?? ofModel[0] ?? models.data[0]
  if (!shown || shown.labels.length === 0) {
    return (
      <>
        <h1 className="visually-hidden">{t('localCheck.title')}</h1>
        <EmptyState
          icon={<ClipboardCheck />}
          title={t('localCheck.none')}
          actions={
            <>
              <Button onClick={() => navigate({ page: 'models', modelId })}>{t('localCheck.back')}</Button>
              <Button tone="primary" onClick={() => navigate({ page: 'worklist' })}>
                {t('localCheck.toWorklist')}
              </Button>
            </>
          }
        >
          {t('localCheck.noneText')}
        </EmptyState>
      </>
    )
  }
  return <CheckOf key={`${shown.id} ${shown.version}`} model={shown} models={models.data} />
}

function Computing() {
  const { t } = useTranslation()
  return (
    <div className="local-check__computing" role="status">
      <Spinner size={20} />
      {t('localCheck.computing')}
    </div>
  )
}

/** Everything that hangs on the labels in the vault. */
function refreshTruth(): void {
  for (const channel of ['localCheck:models', 'localCheck:imports', 'localCheck:report'] as const)
    void queryClient.invalidateQueries({ queryKey: queryKey(channel) })
}

function firstChoice(model: CheckedModel): CheckChoice {
  const best = [...model.labels].sort((a, b) => b.reviewed + b.imported - a.reviewed - a.imported)[0]
  const label = best?.label ?? ''
  const source =
    best && best.imported > best.reviewed
      ? ({ kind: 'imports', importId: null } as const)
      : ({ kind: 'readers' } as const)
  return { label, source }
}

function CheckOf({ model, models }: { model: CheckedModel; models: readonly CheckedModel[] }) {
  const { t } = useTranslation()
  const [choice, setChoice] = useState<CheckChoice>(() => firstChoice(model))
  const request: LocalCheckRequest = { modelId: model.id, version: model.version, ...choice }
  const imports = useBridgeQuery('localCheck:imports', [])
  const report = useQuery({
    ...bridgeQuery('localCheck:report', request),
    // Results and verdicts come and go elsewhere; a look at the page is a look at what holds now.
    staleTime: 0,
    refetchOnMount: 'always',
  })
  const counting = (imports.data ?? []).filter(({ removedAtMs }) => removedAtMs === null)
  return (
    <div className="local-check">
      <header className="local-check__head">
        <Button
          tone="quiet"
          icon={<ArrowLeft />}
          onClick={() => navigate({ page: 'models', modelId: modelKey(model.id, model.version) })}
        >
          {t('localCheck.back')}
        </Button>
        <div className="local-check__head-text">
          <h1>{t('localCheck.title')}</h1>
          <p className="quiet">{t('localCheck.intro')}</p>
        </div>
        <Actions
          model={model}
          imports={imports.data ?? []}
          report={report.data ?? null}
          onImported={(added) => setChoice({ ...choice, source: { kind: 'imports', importId: added.id } })}
        />
      </header>
      <CheckControls models={models} model={model} imports={counting} choice={choice} onChoice={setChoice} />
      {report.data && (
        <PaperHead
          model={model}
          imports={counting}
          choice={choice}
          sha256={report.data.sha256}
          workedOutAtMs={report.dataUpdatedAt}
        />
      )}
      {report.error && <ErrorNotice error={errorOf(report.error)} />}
      {!report.data && !report.error && <Computing />}
      {report.data && <ReportView key={JSON.stringify(report.data.request)} report={report.data} />}
    </div>
  )
}

interface ActionsProps {
  model: CheckedModel
  imports: readonly TruthImport[]
  report: LocalCheckReport | null
  onImported(added: TruthImport): void
}

function Actions({ model, imports, report, onImported }: ActionsProps) {
  const { t } = useTranslation()
  const findings = useFindings(model)
  const [preview, setPreview] = useState<TruthPreview | null>(null)
  const [listing, setListing] = useState(false)
  const choose = useBridgeMutation('localCheck:chooseTruth', { onSuccess: setPreview })
  const remove = useBridgeMutation('localCheck:setImportRemoved', { onSuccess: refreshTruth })
  const save = useBridgeMutation('localCheck:export', {
    onSuccess: ({ saved }) => saved && showToast({ tone: 'good', text: t('localCheck.exported') }),
  })
  const failure = choose.error ?? remove.error ?? save.error
  const setRemoved = ({ id, fileName }: TruthImport, removed: boolean) => {
    remove.mutate([{ importId: id, removed }])
    if (!removed) return
    showToast({
      text: t('localCheck.importList.removed', { name: fileName }),
      undo: { label: t('common.undo'), run: () => remove.mutate([{ importId: id, removed: false }]) },
    })
  }
  return (
    <div className="local-check__actions">
      <Button icon={<FileUp />} busy={choose.isPending} onClick={() => choose.mutate([])}>
        {t('localCheck.import')}
      </Button>
      <Button icon={<ListChecks />} onClick={() => setListing(true)}>
        {t('localCheck.imports')}
      </Button>
      {report && (
        <>
          <Button
            icon={<FileDown />}
            busy={save.isPending}
            onClick={() => save.mutate([{ request: report.request, format: 'csv' }])}
          >
            {t('localCheck.exportCsv')}
          </Button>
          <Button
            icon={<FileDown />}
            busy={save.isPending}
            onClick={() => save.mutate([{ request: report.request, format: 'json' }])}
          >
            {t('localCheck.exportJson')}
          </Button>
          <Button icon={<Printer />} onClick={() => void printPage()}>
            {t('localCheck.print')}
          </Button>
        </>
      )}
      {failure && (
        <div className="local-check__actions-failed">
          <ErrorNotice error={errorOf(failure)} />
        </div>
      )}
      {preview && (
        <TruthDialog
          preview={preview}
          findings={findings}
          onClose={() => setPreview(null)}
          onImported={(added) => {
            setPreview(null)
            refreshTruth()
            showToast({ tone: 'good', text: t('localCheck.file.imported', { name: added.fileName }) })
            onImported(added)
          }}
        />
      )}
      {listing && (
        <ImportsDialog imports={imports} onClose={() => setListing(false)} onRemoved={setRemoved} />
      )}
    </div>
  )
}

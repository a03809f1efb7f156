import { FileUp, FolderOpen, Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import { errorOf, useBridgeMutation, useBridgeQuery } from '../../../bridge'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Progress } from '../../../ui/progress'
import { useAddStore } from './add-store'
import { Finish } from './finish'
import { GraphSummary } from './graph-summary'
import { Preview } from './preview'
import { Questions } from './questions'
import './add-model.css'

/** From a file to a model of this site: choose, read, answer, preview, confirm. One page, nothing modal. */
export function AddModel() {
  const { t } = useTranslation()
  const draft = useBridgeQuery('site:draft', []).data ?? null
  const form = useAddStore((state) => state.form)
  const begin = useAddStore((state) => state.begin)
  useEffect(() => {
    if (draft?.stage === 'ready') begin(draft)
  }, [draft, begin])
  const isOpen = draft?.stage === 'ready' || draft?.stage === 'adding'
  return (
    <section className="models__detail add" aria-label={t('addModel.title')}>
      <header className="add__head">
        <h2>{t('addModel.title')}</h2>
        <p className="quiet">{t('addModel.intro')}</p>
      </header>
      <div className="add__body">
        <ChooseFile draft={draft} />
        {draft && <DraftState draft={draft} />}
        {draft?.report && draft.stage !== 'failed' && <GraphSummary draft={draft} report={draft.report} />}
        {isOpen && draft.report && form && (
          <Questions proposals={draft.proposals} report={draft.report} form={form} />
        )}
        {isOpen && <Preview draft={draft} form={draft.manifest ? null : form} />}
        {isOpen && <Finish draft={draft} form={draft.manifest ? null : form} />}
      </div>
    </section>
  )
}

function ChooseFile({ draft }: { draft: SiteDraft | null }) {
  const { t } = useTranslation()
  const choose = useBridgeMutation('site:choose')
  const discard = useBridgeMutation('site:discard')
  const busy = draft?.stage === 'reading' || draft?.stage === 'trying' || draft?.stage === 'adding'
  return (
    <section className="add__section" aria-labelledby="add-file">
      <h3 id="add-file">{t('addModel.file.title')}</h3>
      <p className="quiet">{t('addModel.file.text')}</p>
      <div className="add__row">
        <Button
          tone={draft ? 'plain' : 'primary'}
          icon={<FileUp />}
          disabled={busy}
          onClick={() => choose.mutate([{ kind: 'file' }])}
        >
          {t('addModel.file.chooseFile')}
        </Button>
        <Button icon={<FolderOpen />} disabled={busy} onClick={() => choose.mutate([{ kind: 'folder' }])}>
          {t('addModel.file.chooseFolder')}
        </Button>
        {draft && !busy && (
          <Button tone="quiet" icon={<Trash2 />} onClick={() => discard.mutate([])}>
            {t('addModel.file.discard')}
          </Button>
        )}
      </div>
      {choose.error && <ErrorNotice error={errorOf(choose.error)} />}
    </section>
  )
}

/** Errors whose own words, in English, say more than their text: what onnxruntime or the manifest's reader found. */
const detailed = new Set<string>(['MODEL_LOAD_FAILED', 'MODEL_MANIFEST_INVALID', 'MODEL_GOLDEN_FAILED'])

/** What is under way, or why it stopped. */
function DraftState({ draft }: { draft: SiteDraft }) {
  const { t } = useTranslation()
  const cancel = useBridgeMutation('site:cancel')
  const { stage, progress, error, fileName } = draft
  const text =
    stage === 'reading'
      ? t('addModel.state.reading', { file: fileName })
      : stage === 'trying'
        ? t('addModel.state.trying', { file: fileName })
        : null
  return (
    <div className="add__state" aria-live="polite">
      {text && (
        <>
          <p>{text}</p>
          <div className="add__progress">
            <Progress label={text} value={progress?.done ?? 0} max={progress?.total ?? null} />
            <Button onClick={() => cancel.mutate([])}>{t('addModel.cancel')}</Button>
          </div>
        </>
      )}
      {stage === 'failed' && error && <ErrorNotice error={error} live={false} />}
      {stage === 'failed' && error && detailed.has(error.code) && (
        <p className="quiet selectable">{error.message}</p>
      )}
    </div>
  )
}

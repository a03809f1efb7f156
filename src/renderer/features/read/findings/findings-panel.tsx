import { BrainCircuit, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useShortcutOf } from '../../../app/commands'
import { navigate } from '../../../app/navigation'
import { toLanguage } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { KeyCaps } from '../../../ui/key-caps'
import { Select } from '../../../ui/select'
import { AgeField } from './age-field'
import { HeatmapControls } from './heatmap-controls'
import { localText } from './model-facts'
import { ReviewForm } from './review-form'
import { RunHistory } from './run-history'
import { Outcome } from './outcome'
import type { Findings, ListedModel } from './use-findings'
import './findings-panel.css'

/** What a model says about the shown image, and what the reader says about that. */
export function FindingsPanel({ findings }: { findings: Findings }) {
  const { t } = useTranslation()
  return (
    <div className="findings">
      <p className="findings__disclaimer">{t('read.findings.disclaimer')}</p>
      {findings.models.length === 0 ? <NoModels /> : <ModelReading findings={findings} />}
    </div>
  )
}

function NoModels() {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={<BrainCircuit />}
      title={t('read.findings.noModels')}
      actions={
        <Button onClick={() => navigate({ page: 'models', modelId: null })}>{t('commands.goModels')}</Button>
      }
    >
      {t('read.findings.noModelsHint')}
    </EmptyState>
  )
}

function ModelReading({ findings }: { findings: Findings }) {
  const { t, i18n } = useTranslation()
  const shortcut = useShortcutOf('findings.run')
  const { model, models, instanceId, run, failure, running, label } = findings
  const language = toLanguage(i18n.language)
  const nameOf = (listed: ListedModel) => {
    const title = `${listed.manifest ? localText(listed.manifest.title, language) : listed.id} ${listed.version}`
    if (listed.state.state === 'quarantined') return t('read.findings.quarantined', { title })
    return listed.state.state === 'loading' ? t('read.findings.loadingModel', { title }) : title
  }
  return (
    <>
      <div className="findings__choice">
        <Select
          label={t('read.findings.model')}
          value={model?.id ?? ''}
          options={models.map((listed) => ({ value: listed.id, label: nameOf(listed) }))}
          onValue={findings.chooseModel}
        />
        {findings.asksAge && model?.manifest && <AgeField findings={findings} manifest={model.manifest} />}
        <Button
          tone={run ? 'plain' : 'primary'}
          icon={<Play />}
          busy={running}
          disabled={!instanceId || model?.state.state !== 'available'}
          onClick={findings.start}
        >
          <span className="findings__run">
            {running
              ? t('read.findings.running')
              : run
                ? t('read.findings.runAgain')
                : t('read.findings.run')}
            {shortcut && !running && <KeyCaps shortcut={shortcut} />}
          </span>
        </Button>
      </div>
      <div aria-live="polite" className="findings__result">
        {failure && <ErrorNotice error={failure} live={false} />}
        {model?.state.state === 'quarantined' && (
          <ErrorNotice
            error={{ code: 'MODEL_QUARANTINED', message: model.state.error.message }}
            live={false}
          />
        )}
        {run ? (
          <Outcome findings={findings} run={run} manifest={model?.manifest ?? null} />
        ) : (
          <div className="outcome outcome--none">
            <p className="outcome__title">{t('read.findings.notRun')}</p>
            <p className="outcome__text">
              {instanceId ? t('read.findings.notRunHint') : t('read.findings.noImage')}
            </p>
          </div>
        )}
      </div>
      {run && label !== null && run.activationLabels.length > 0 && <HeatmapControls findings={findings} />}
      {run && label !== null && (
        <ReviewForm key={`${run.id}/${label}`} findings={findings} run={run} label={label} />
      )}
      {findings.runs.length > 0 && <RunHistory findings={findings} />}
    </>
  )
}

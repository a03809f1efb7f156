import { BrainCircuit, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useShortcutOf } from '../../../app/commands'
import { navigate } from '../../../app/navigation'
import { toLanguage } from '../../../i18n/format'
import { localText } from '../../../i18n/local-text'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { KeyCaps } from '../../../ui/key-caps'
import { Select } from '../../../ui/select'
import { AgeField } from './age-field'
import { RegionControls } from '../regions/region-controls'
import { regionLabels } from '../regions/use-regions'
import { HeatmapControls } from './heatmap-controls'
import { ReviewForm } from './review-form'
import { RunHistory } from './run-history'
import { Outcome } from './outcome'
import type { ModelOption } from './model-options'
import type { Findings } from './use-findings'
import type { Explanations } from '../explanations/use-explanations'
import { WhySection } from '../explanations/why-section'
import './findings-panel.css'

/** What a model says about the shown image, and what the reader says about that. */
interface FindingsPanelProps {
  findings: Findings
  explanations: Explanations
}

export function FindingsPanel({ findings, explanations }: FindingsPanelProps) {
  const { t } = useTranslation()
  return (
    <div className="findings">
      <p className="findings__disclaimer">{t('read.findings.disclaimer')}</p>
      {findings.options.length === 0 ? (
        <NoModels />
      ) : (
        <ModelReading findings={findings} explanations={explanations} />
      )}
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

function ModelReading({ findings, explanations }: FindingsPanelProps) {
  const { t, i18n } = useTranslation()
  const shortcut = useShortcutOf('findings.run')
  const { model, option, options, instanceId, run, failure, running, label } = findings
  const language = toLanguage(i18n.language)
  const gate = model?.manifest && 'gate' in model.manifest ? model.manifest.gate : null
  const nameOf = ({ id, version, model: listed }: ModelOption) => {
    const title = `${listed?.manifest ? localText(listed.manifest.title, language) : id} ${version}`
    if (!listed) return t('read.findings.goneModel', { title })
    if (listed.retired) return t('read.findings.retiredModel', { title })
    if (listed.state.state === 'quarantined') return t('read.findings.quarantined', { title })
    if (listed.state.state === 'loading') return t('read.findings.loadingModel', { title })
    const hasOthers = options.some((other) => other.id === id && other.version !== version)
    return listed.isDefault && hasOthers ? t('read.findings.defaultModel', { title }) : title
  }
  return (
    <>
      <div className="findings__choice">
        <Select
          label={t('read.findings.model')}
          value={option?.key ?? ''}
          options={options.map((each) => ({ value: each.key, label: nameOf(each) }))}
          onValue={findings.chooseModel}
        />
        {findings.asksAge && gate && <AgeField findings={findings} gate={gate} />}
        <Button
          tone={run ? 'plain' : 'primary'}
          icon={<Play />}
          busy={running}
          disabled={!instanceId || !findings.runnable}
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
          <Outcome findings={findings} run={run} manifest={findings.manifestOf(run)} />
        ) : (
          <div className="outcome outcome--none">
            <p className="outcome__title">{t('read.findings.notRun')}</p>
            <p className="outcome__text">
              {instanceId ? t('read.findings.notRunHint') : t('read.findings.noImage')}
            </p>
          </div>
        )}
      </div>
      {run &&
        label !== null &&
        run.activationLabels.length > 0 &&
        findings.manifestOf(run) &&
        explanations.shown.length === 0 && <HeatmapControls findings={findings} />}
      {run && regionLabels(run).length > 0 && (
        <RegionControls
          run={run}
          manifest={findings.manifestOf(run)}
          on={findings.heatmapOn}
          setOn={findings.setHeatmapOn}
          opacity={findings.heatmapOpacity}
          setOpacity={findings.setHeatmapOpacity}
          error={findings.heatmapError}
        />
      )}
      <WhySection explanations={explanations} findings={findings} />
      {run && label !== null && (
        <ReviewForm key={`${run.id}/${label}`} findings={findings} run={run} label={label} />
      )}
      {findings.runs.length > 0 && <RunHistory findings={findings} />}
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { AnalysisMode } from '../../../shared/domain/analysis/queue'
import {
  ProviderPreference,
  type Settings,
  type SettingsPatch,
} from '../../../shared/domain/settings/settings'
import type { ChannelResponse } from '../../../shared/ipc/contract'
import { ErrorCode } from '../../../shared/result'
import { updateSettings } from '../../app/preferences'
import { reporting } from '../../app/import-actions'
import { call, useBridgeQuery, useQueue, useSettings } from '../../bridge'
import { toLanguage } from '../../i18n/format'
import { ToneShape } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Spinner } from '../../ui/progress'
import { Segmented } from '../../ui/segmented'
import { Select } from '../../ui/select'
import { FactList, SettingsGroup } from './settings-group'

type Inference = Settings['inference']
type Model = ChannelResponse<'models:list'>[number]

const save = (inference: NonNullable<SettingsPatch['inference']>): void => void updateSettings({ inference })

/** What models run on, which of them run by themselves, and how they keep out of a reader's way. */
export function InferenceSettings() {
  const inference = useSettings().data?.inference
  const models = useBridgeQuery('models:list', []).data ?? []
  if (!inference) return null
  const inUse = models.filter(({ isDefault, retired }) => isDefault && !retired)
  return (
    <>
      <ProviderSettings inference={inference} models={inUse} />
      <ModeSettings models={inUse.filter(({ manifest }) => manifest?.task === 'image-classification')} />
      <ReadingSettings inference={inference} />
    </>
  )
}

/** Threads are offered in steps that make a difference. */
const threadSteps = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]

function ProviderSettings({ inference, models }: { inference: Inference; models: readonly Model[] }) {
  const { t } = useTranslation()
  const threads = [...new Set([...threadSteps, ...(inference.threads === null ? [] : [inference.threads])])]
  return (
    <SettingsGroup title={t('queue.settings.provider')} text={t('queue.settings.providerText')}>
      <Segmented
        label={t('queue.settings.provider')}
        value={inference.provider}
        options={ProviderPreference.options.map((value) => ({
          value,
          label: t(`queue.settings.providers.${value}`),
        }))}
        onValue={(provider) => save({ provider })}
      />
      <div className="settings-group__field">
        <Select
          label={t('queue.settings.threads')}
          hint={t('queue.settings.threadsHint')}
          value={String(inference.threads ?? 'auto')}
          options={[
            { value: 'auto', label: t('queue.settings.threadsAuto') },
            ...threads
              .sort((a, b) => a - b)
              .map((count) => ({
                value: String(count),
                label: t('queue.settings.threadsCount', { count }),
              })),
          ]}
          onValue={(value) => save({ threads: value === 'auto' ? null : Number(value) })}
        />
      </div>
      <ProviderInUse inference={inference} models={models} />
    </SettingsGroup>
  )
}

/** The result of the self-tests on the chosen processor; it is announced when it changes. */
function ProviderInUse({ inference, models }: { inference: Inference; models: readonly Model[] }) {
  const { t } = useTranslation()
  const testing = models.some(({ state }) => state.state === 'loading')
  const failed = models.some(({ state }) => state.state === 'quarantined')
  const cases = models.reduce(
    (sum, { state }) => sum + (state.state === 'available' ? state.goldenCases : 0),
    0,
  )
  const onCpu = models.some(({ state }) => state.state === 'available' && state.provider === 'cpu')
  return (
    <div className="provider-in-use">
      <p role="status" className="provider-in-use__state">
        {testing ? <Spinner size={14} /> : <ToneShape tone={failed ? 'danger' : 'good'} />}
        {testing
          ? t('queue.settings.testing')
          : failed
            ? t('queue.settings.someFailed')
            : t('queue.settings.tested', { cases })}
      </p>
      {!testing && inference.provider === 'gpu' && onCpu && (
        <p className="settings-group__notice">
          <ToneShape tone="warning" />
          {t('queue.settings.gpuWanted')}
        </p>
      )}
      <FactList
        facts={models.map(
          (model) =>
            [
              `${model.id} ${model.version}`,
              <RunsOn key={model.id} model={model} preference={inference.provider} />,
            ] as const,
        )}
      />
    </div>
  )
}

function RunsOn({ model: { state }, preference }: { model: Model; preference: ProviderPreference }) {
  const { t } = useTranslation()
  if (state.state === 'loading') return <span className="quiet">…</span>
  if (state.state === 'quarantined')
    return (
      <span>
        {t('queue.settings.unavailableReason', {
          reason: t(`errors.${ErrorCode.catch('INTERNAL').parse(state.error.code)}.title`),
        })}
      </span>
    )
  return (
    <>
      <strong>{t(`queue.providers.${state.provider}`)}</strong>
      {state.refusedProviders.map(({ provider, reason }) => (
        <p key={provider} className="quiet" lang="en">
          {t('queue.settings.refused', { provider: t(`queue.providers.${provider}`), reason })}
        </p>
      ))}
      {state.provider === 'cpu' && preference !== 'cpu' && state.refusedProviders.length === 0 && (
        <p className="quiet">{t('queue.settings.notListed')}</p>
      )}
    </>
  )
}

function ModeSettings({ models }: { models: readonly Model[] }) {
  const { t, i18n } = useTranslation()
  const queue = useQueue().data
  return (
    <SettingsGroup title={t('queue.settings.modes')} text={t('queue.settings.modesText')}>
      {models.map((model) => {
        const mode = queue?.models.find(({ id }) => id === model.id)?.mode
        const title = model.manifest?.title[toLanguage(i18n.language)] ?? model.id
        return (
          <div key={model.id} className="model-mode">
            <span className="model-mode__name">
              {title} <span className="quiet">{model.version}</span>
            </span>
            {mode ? (
              <Segmented
                label={t('queue.settings.modeOf', { model: title })}
                value={mode}
                options={AnalysisMode.options.map((value) => ({
                  value,
                  label: t(`queue.settings.mode.${value}`),
                }))}
                onValue={(value) => save({ modes: { [model.id]: value } })}
              />
            ) : (
              <Spinner />
            )}
          </div>
        )
      })}
    </SettingsGroup>
  )
}

function ReadingSettings({ inference }: { inference: Inference }) {
  const { t } = useTranslation()
  return (
    <SettingsGroup title={t('queue.settings.reading')} text={t('queue.settings.readingText')}>
      <Checkbox
        label={t('queue.settings.pauseWhileReading')}
        checked={inference.pauseWhileReading}
        onChecked={(pauseWhileReading) => save({ pauseWhileReading })}
      />
      {inference.queuePaused && (
        <div className="settings-group__notice">
          <ToneShape tone="warning" />
          <span>{t('queue.settings.paused')}</span>
          <Button onClick={() => void reporting(call('queue:pause', { paused: false, modelId: null }))}>
            {t('queue.settings.goOn')}
          </Button>
        </div>
      )}
    </SettingsGroup>
  )
}

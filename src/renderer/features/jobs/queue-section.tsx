import { Pause, Play, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { QueueModel, QueueStatus } from '../../../shared/domain/analysis/queue'
import { reporting } from '../../app/import-actions'
import { call, useBridgeQuery } from '../../bridge'
import { toLanguage } from '../../i18n/format'
import { Badge, type BadgeTone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Progress } from '../../ui/progress'
import { batchOf, isOfInterest, leftOf, queueLeft, remainingText } from './queue-text'

/** The background analysis in the panel of jobs: progress of each model, pause, cancel, retry. */
export function QueueSection({ status }: { status: QueueStatus | undefined }) {
  const { t } = useTranslation()
  const models = (status?.models ?? []).filter(isOfInterest)
  const left = queueLeft(status)
  return (
    <section className="queue-section" aria-label={t('queue.title')}>
      <div className="job__head">
        <h3>{t('queue.title')}</h3>
        {status && (left > 0 || status.paused) && (
          <Button
            icon={status.paused ? <Play /> : <Pause />}
            onClick={() => void reporting(call('queue:pause', { paused: !status.paused, modelId: null }))}
          >
            {t(status.paused ? 'queue.resume' : 'queue.pause')}
          </Button>
        )}
      </div>
      {models.length === 0 && <p className="quiet">{t('queue.none')}</p>}
      <ul>{status && models.map((model) => <ModelEntry key={model.id} model={model} status={status} />)}</ul>
    </section>
  )
}

type State = 'running' | 'paused' | 'yielding' | 'notReady' | 'waiting' | 'done'
const stateTones: Record<State, BadgeTone> = {
  running: 'info',
  paused: 'warning',
  yielding: 'neutral',
  notReady: 'warning',
  waiting: 'neutral',
  done: 'good',
}

function stateOf(model: QueueModel, { paused, yielding }: QueueStatus): State {
  if (leftOf(model) === 0) return model.paused ? 'paused' : 'done'
  if (!model.ready) return 'notReady'
  if (paused || model.paused) return 'paused'
  if (model.running > 0) return 'running'
  return yielding ? 'yielding' : 'waiting'
}

function ModelEntry({ model, status }: { model: QueueModel; status: QueueStatus }) {
  const { t } = useTranslation()
  const title = useModelTitle(model.id)
  const left = leftOf(model)
  const state = stateOf(model, status)
  return (
    <li className="job">
      <div className="job__head">
        <strong className="clip" title={`${title} ${model.version}`}>
          {title}
        </strong>
        <Badge tone={stateTones[state]}>{t(`queue.state.${state}`)}</Badge>
      </div>
      {left > 0 && <BatchProgress model={model} title={title} />}
      {(model.failed > 0 || model.missing > 0) && (
        <p className="job__counts">
          {[
            model.failed > 0 ? t('queue.failed', { count: model.failed }) : '',
            model.missing > 0 ? t('queue.missing', { count: model.missing }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      <div className="job__actions">
        {(left > 0 || model.paused) && <PauseOfModel model={model} title={title} />}
        {left > 0 && (
          <Button
            aria-label={t('queue.cancelOf', { model: title })}
            onClick={() => void reporting(call('queue:cancel', { modelId: model.id }))}
          >
            {t('queue.cancel')}
          </Button>
        )}
        {model.failed > 0 && (
          <Button
            icon={<RotateCcw />}
            aria-label={t('queue.retryOf', { model: title })}
            onClick={() => void reporting(call('queue:retryFailed', { modelId: model.id }))}
          >
            {t('queue.retry')}
          </Button>
        )}
      </div>
    </li>
  )
}

function PauseOfModel({ model, title }: { model: QueueModel; title: string }) {
  const { t } = useTranslation()
  const { id: modelId, paused } = model
  return (
    <Button
      icon={paused ? <Play /> : <Pause />}
      aria-label={t(paused ? 'queue.resumeOf' : 'queue.pauseOf', { model: title })}
      onClick={() => void reporting(call('queue:pause', { paused: !paused, modelId }))}
    >
      {t(paused ? 'queue.resume' : 'queue.pause')}
    </Button>
  )
}

function BatchProgress({ model, title }: { model: QueueModel; title: string }) {
  const { t } = useTranslation()
  const { ended, total } = batchOf(model)
  const text = t('queue.progress', { done: ended, total })
  return (
    <div className="job__progress">
      <Progress label={title} value={ended} max={total} valueText={text} />
      <p className="quiet">
        {text}
        {model.remainingMs !== null &&
          ` · ${t('queue.remaining', { time: remainingText(t, model.remainingMs) })}`}
      </p>
    </div>
  )
}

function useModelTitle(id: string): string {
  const { i18n } = useTranslation()
  const models = useBridgeQuery('models:list', []).data
  return models?.find((model) => model.id === id)?.manifest?.title[toLanguage(i18n.language)] ?? id
}

import { useMemo, type ReactNode } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Triage, Urgency } from '../../../shared/domain/worklist/triage'
import { useBridgeQuery } from '../../bridge'
import { toLanguage, type Formatters } from '../../i18n/format'
import { ToneShape, type BadgeTone } from '../../ui/badge'

/** Names a finding by its title in the model's manifest; the label itself where the model is gone. */
export type FindingTitle = (model: Triage['model'], label: string) => string

export function useFindingTitle(): FindingTitle {
  const { i18n } = useTranslation()
  const models = useBridgeQuery('models:list', []).data
  const language = toLanguage(i18n.language)
  return useMemo(
    () => (model, label) => {
      const outputs =
        models?.find(({ id, version }) => id === model?.id && version === model.version)?.manifest?.outputs ??
        models?.find(({ id }) => id === model?.id)?.manifest?.outputs ??
        []
      const titles = outputs.flatMap((output) => {
        if (output.role === 'finding-logits') return output.labels
        if (output.role === 'pattern-logit') return [output.absent, ...output.patterns]
        return []
      })
      return titles.find((each) => each.label === label)?.title[language] ?? label
    },
    [models, language],
  )
}

/** A probability never reads as certainty; a score is no percentage. */
export function chanceText(
  value: number,
  calibrated: boolean,
  t: TFunction,
  format: Pick<Formatters, 'percent' | 'number'>,
): string {
  if (!calibrated) return t('queue.score', { value: format.number(value, 2) })
  if (value < 0.01) return `< ${format.percent(0.01)}`
  return value > 0.99 ? `> ${format.percent(0.99)}` : format.percent(value)
}

const tones: Partial<Record<Urgency, BadgeTone>> = {
  positive: 'warning',
  refer: 'refer',
  failed: 'danger',
  // Below a threshold is no good news: it rules nothing out.
  negative: 'neutral',
}

/* Silence has shapes of its own, so that it never looks like an answer. */
const shapes: Partial<Record<Urgency, ReactNode>> = {
  'not-assessed': (
    <path d="M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM2.2 7.8 7.8 2.2" fill="none" strokeWidth="1.5" />
  ),
  waiting: <path d="M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM5 2.8V5l1.8 1.2" fill="none" strokeWidth="1.25" />,
  'not-analysed': (
    <path d="M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z" fill="none" strokeWidth="1.5" strokeDasharray="2 2.2" />
  ),
}

export function UrgencyShape({ urgency }: { urgency: Urgency }) {
  const tone = tones[urgency]
  if (tone) return <ToneShape tone={tone} />
  return (
    <svg
      className="tone-shape tone-shape--neutral"
      width="10"
      height="10"
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      {shapes[urgency]}
    </svg>
  )
}

/** 'Finding', 'Needs age': the word of an urgency. */
export const urgencyWord = (triage: Triage, t: TFunction): string =>
  triage.reason === 'AGE_UNKNOWN' ? t('queue.needsAge') : t(`queue.urgency.${triage.urgency}`)

/** Why there is no answer, and how many models have given theirs. */
export function urgencyGrounds({ reason, error, modelsDone, modelsAll }: Triage, t: TFunction): string[] {
  return [
    reason ? t(`reasons.${reason}`) : '',
    error ? t(`errors.${error}.title`) : '',
    modelsAll > 0 ? t('queue.hint.models', { done: modelsDone, count: modelsAll }) : t('queue.hint.none'),
  ].filter(Boolean)
}

/** What the urgency rests on in full: finding, model and version, and {@link urgencyGrounds}. */
function urgencyHint(triage: Triage, { t, format, titleOf }: Omit<UrgencyMarkProps, 'triage'>): string {
  const { probability, label, model, calibrated } = triage
  return [
    urgencyWord(triage, t),
    label !== null && probability !== null
      ? t('queue.hint.finding', {
          finding: titleOf(model, label),
          number: chanceText(probability, calibrated, t, format),
        })
      : '',
    model ? t('queue.hint.model', { model: model.id, version: model.version }) : '',
    ...urgencyGrounds(triage, t),
  ]
    .filter(Boolean)
    .join('\n')
}

interface UrgencyMarkProps {
  triage: Triage
  t: TFunction
  format: Formatters
  titleOf: FindingTitle
}

/** Shape, word and probability, with what they rest on as a hint. Drawn in every row: it is given its texts. */
export function UrgencyMark({ triage, t, format, titleOf }: UrgencyMarkProps) {
  const { urgency, probability, calibrated, modelsDone, modelsAll } = triage
  const shown = urgency === 'positive' || urgency === 'refer' || urgency === 'negative'
  return (
    <span
      className={`urgency urgency--${urgency}`}
      title={urgencyHint(triage, { t, format, titleOf })}
      data-urgency={urgency}
    >
      <UrgencyShape urgency={urgency} />
      <span className="clip">{urgencyWord(triage, t)}</span>
      {shown && probability !== null && (
        <span className="urgency__number">{chanceText(probability, calibrated, t, format)}</span>
      )}
      {modelsAll > 1 && (
        <span className="urgency__models quiet">
          {format.number(modelsDone)}/{format.number(modelsAll)}
        </span>
      )}
    </span>
  )
}

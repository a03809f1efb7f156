/** The result of a score, or why there is none: the same place and the same size. */
import { useTranslation } from 'react-i18next'
import type { scores } from '../../../../shared/domain/scores/all-scores'
import type { AssessedScore, ScoreReason, ScoreResult } from '../../../../shared/domain/scores/score-result'
import { useFormatters } from '../../../i18n/format'
import type { TextKey } from '../../../i18n/text-key'
import { Badge, type BadgeTone } from '../../../ui/badge'
import { unitText } from '../../../i18n/unit-text'
import { useInputText } from './use-input-text'

type KnownScore = (typeof scores)[number]

export function ScoreOutcome({ score, result }: { score: KnownScore; result: ScoreResult | null }) {
  return (
    <div className="scores__outcome" role="status">
      {result?.status === 'assessed' && <Assessed score={score} result={result} />}
      {result?.status === 'not-assessed' && <NotAssessed reasons={result.reasons} />}
    </div>
  )
}

function Assessed({ score, result }: { score: KnownScore; result: AssessedScore }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const inputText = useInputText()
  const { range, decimals } = score.result
  const band = result.band === null ? null : `scores.band.${score.id}.${result.band}`
  return (
    <>
      <p className="scores__value">
        <strong>
          {format.number(
            result.shown,
            Number.isInteger(result.shown) && result.unit === '{score}' ? 0 : decimals,
          )}
        </strong>{' '}
        {result.unit === '{score}' && range ? (
          <span className="quiet">{t('scores.outOf', range)}</span>
        ) : (
          <span>{unitText(result.unit)}</span>
        )}
        {band !== null && (
          <Badge tone={toneOf(score, result.band ?? '')}>{t(`${band}.name` as TextKey)}</Badge>
        )}
      </p>
      {band !== null && (
        <p>
          <span className="quiet">{t('scores.check')}</span> {t(`${band}.check` as TextKey)}
        </p>
      )}
      {result.flags.map(({ code, input }) => (
        <p key={`${code} ${input}`} className="scores__flag">
          {t('scores.about', {
            input: inputText.name(input),
            text: t(`scores.flag.${code}`, { unit: inputText.unit(input) }),
          })}
        </p>
      ))}
      {result.notGiven.length > 0 && (
        <p className="quiet">{t('scores.notGiven', { inputs: inputText.list(result.notGiven) })}</p>
      )}
    </>
  )
}

function NotAssessed({ reasons }: { reasons: readonly ScoreReason[] }) {
  const { t } = useTranslation()
  const { name, list } = useInputText()
  const missing = reasons.filter(({ code }) => code === 'MISSING')
  const others = reasons.filter(({ code }) => code !== 'MISSING')
  return (
    <>
      <p className="scores__value">
        <strong>{t('scores.notAssessed')}</strong>
      </p>
      {others.map(({ code, input }) => (
        <p key={`${code} ${input}`}>
          {t('scores.about', { input: name(input), text: t(`scores.reason.${code}`) })}
        </p>
      ))}
      {missing.length > 0 && (
        <p>
          {t('scores.missing', {
            inputs: list(missing.map(({ input }) => input)),
          })}
        </p>
      )}
    </>
  )
}

/** Scores in which little is bad. */
const lowIsBad = new Set<KnownScore['id']>([
  'apgar',
  'egfr-ckd-epi-2021',
  'egfr-ckd-epi-2012-cystatin',
  'egfr-ckd-epi-2021-combined',
])

/** By the band's place among those that values lead to; a band by a rule of its own is a warning. */
function toneOf(score: KnownScore, band: string): BadgeTone {
  const range = score.result.range
  const ids: string[] = score.bands.filter(({ from }) => !range || from <= range.max).map(({ id }) => id)
  const at = ids.indexOf(band)
  if (at < 0) return 'warning'
  const place = ids.length > 1 ? at / (ids.length - 1) : 0
  const badness = lowIsBad.has(score.id) ? 1 - place : place
  if (badness > 0.99) return 'danger'
  return badness < 0.34 ? 'neutral' : 'warning'
}

/** Published scores of one patient: the values with their origin, what is missing, the result and where the score is from. */
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ScoreId, scores } from '../../../../shared/domain/scores/all-scores'
import type { GivenValues } from '../../../../shared/domain/scores/read-value'
import type { ScoreDescriptor } from '../../../../shared/domain/scores/score'
import type { InputId } from '../../../../shared/domain/scores/score-input'
import type { ScoreReason, ScoreResult } from '../../../../shared/domain/scores/score-result'
import type { AppError } from '../../../../shared/result'
import { errorOf } from '../../../bridge'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Select } from '../../../ui/select'
import { type EnteredValues, type FoundValues, valuesInUse } from './entered-values'
import { ScoreInputs } from './score-inputs'
import { ScoreOutcome } from './score-outcome'
import { useInputText } from './use-input-text'
import './scores-panel.css'

export interface ScoresPanelProps {
  /** what the record holds for a score */
  found(score: ScoreDescriptor): FoundValues
  /** `scores:compute` of main */
  assess(score: ScoreDescriptor, given: GivenValues): Promise<ScoreResult>
  /** what the record has and the score cannot use, with the reason */
  unusable?(score: ScoreDescriptor): readonly ScoreReason[]
  /** shows where an entry of the record comes from */
  onSource?(entryId: number): void
  /** the score that is shown first */
  first?: ScoreId
}

const nothingUnusable = (): readonly ScoreReason[] => []

export function ScoresPanel(props: ScoresPanelProps) {
  const { found, assess, unusable = nothingUnusable, onSource, first = 'news2' } = props
  const { t } = useTranslation()
  const [id, setId] = useState<ScoreId>(first)
  const [entered, setEntered] = useState<Readonly<Record<string, EnteredValues>>>({})
  const score = scores.find((each) => each.id === id) ?? scores[0]
  return (
    <section className="scores" aria-label={t('scores.title')}>
      <Select<ScoreId>
        label={t('scores.choose')}
        value={id}
        options={scores.map((each) => ({ value: each.id, label: t(`scores.name.${each.id}`) }))}
        onValue={setId}
      />
      <OneScore
        key={score.id}
        score={score}
        found={found(score)}
        entered={entered[score.id] ?? {}}
        onEntered={(values) => setEntered({ ...entered, [score.id]: values })}
        assess={assess}
        unusable={unusable(score)}
        onSource={onSource}
      />
    </section>
  )
}

interface OneScoreProps {
  score: (typeof scores)[number]
  found: FoundValues
  entered: EnteredValues
  onEntered(values: EnteredValues): void
  assess: ScoresPanelProps['assess']
  unusable: readonly ScoreReason[]
  onSource: ScoresPanelProps['onSource']
}

function OneScore({ score, found, entered, onEntered, assess, unusable, onSource }: OneScoreProps) {
  const { t } = useTranslation()
  const { name } = useInputText()
  const { result, error, again } = useResult(score, valuesInUse(found, entered), assess)
  const change = (id: InputId, value: EnteredValues[InputId]) => onEntered({ ...entered, [id]: value })
  const restore = (id: InputId) =>
    onEntered(Object.fromEntries(Object.entries(entered).filter(([each]) => each !== id)))
  return (
    <>
      <p className="scores__what">{t(`scores.what.${score.id}`)}</p>
      {error ? (
        <ErrorNotice error={error} actions={<Button onClick={again}>{t('scores.again')}</Button>} />
      ) : (
        <ScoreOutcome score={score} result={result} />
      )}
      {unusable.map(({ code, input }) => (
        <p key={`${code} ${input}`} className="scores__flag">
          {t('scores.unusable', { input: name(input), text: t(`scores.reason.${code}`) })}
        </p>
      ))}
      <ScoreInputs
        score={score}
        found={found}
        entered={entered}
        result={result}
        onChange={change}
        onRestore={restore}
        onSource={onSource}
      />
      <dl className="scores__facts selectable">
        <div>
          <dt>{t('scores.forWhom')}</dt>
          <dd>{t(`scores.population.${score.id}`)}</dd>
        </div>
        <div>
          <dt>{t('scores.source')}</dt>
          <dd lang="en">
            {sentence(score.source.authors)} {sentence(score.source.title)} {score.source.where},{' '}
            {score.source.year}.
            {score.source.doi !== null && <> {t('scores.doi', { doi: score.source.doi })}</>}
          </dd>
        </div>
      </dl>
      <p className="scores__note">{t('scores.computed')}</p>
    </>
  )
}

/** A list of authors may end in `et al.` */
const sentence = (text: string) => (text.endsWith('.') ? text : `${text}.`)

interface Answer {
  /** null until the first answer */
  result: ScoreResult | null
  /** why there is none; the former result is not shown as if it were of these values */
  error: AppError | null
  again(): void
}

/** An answer to older values is dropped. */
function useResult(score: ScoreDescriptor, given: GivenValues, assess: ScoresPanelProps['assess']): Answer {
  const [answer, setAnswer] = useState<Omit<Answer, 'again'>>({ result: null, error: null })
  const [attempt, setAttempt] = useState(0)
  const asked = useMemo(() => JSON.stringify(given), [given])
  useEffect(() => {
    let isCurrent = true
    assess(score, JSON.parse(asked) as GivenValues).then(
      (result) => {
        if (isCurrent) setAnswer({ result, error: null })
      },
      (thrown: unknown) => {
        if (isCurrent) setAnswer({ result: null, error: errorOf(thrown) })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [score, asked, assess, attempt])
  return { ...answer, again: () => setAttempt(attempt + 1) }
}

import { UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedPatient, MergeSuggestion } from '../../../../shared/domain/record/same-person'
import { reporting } from '../../../app/import-actions'
import { offerUndo } from '../../../app/record-import'
import { call, errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { kindKey } from './mapped-preview'

/** So many pairs are shown at once. */
export const pairsTogether = 200
/** The most that are asked for: whoever joins some sees the next. */
const mostPairs = 5_000

/** Pairs of patients that may be one person: side by side, joined or kept apart. */
export function SamePersonView() {
  const { t } = useTranslation()
  const format = useFormatters()
  const [limit, setLimit] = useState(pairsTogether)
  const suggestions = useBridgeQuery('people:suggestions', [{ patientId: null, limit }])
  const [chosenKey, setChosenKey] = useState<string | null>(null)
  if (suggestions.error)
    return (
      <div className="new-import__body">
        <ErrorNotice error={errorOf(suggestions.error)} />
      </div>
    )
  const { pairs, more } = suggestions.data ?? { pairs: [], more: 0 }
  if (suggestions.data && pairs.length === 0)
    return (
      <EmptyState icon={<UsersRound />} title={t('recordImport.people.none')}>
        {t('recordImport.people.noneHint')}
      </EmptyState>
    )
  const chosen = pairs.find((pair) => keyOf(pair) === chosenKey) ?? pairs[0]
  return (
    <div className="held">
      <p className="held__note">{t('recordImport.people.note')}</p>
      <div className="held__body">
        <ScrollFrame className="held__list held__scroll" label={t('recordImport.people.list')}>
          <ul>
            {pairs.map((pair) => (
              <li key={keyOf(pair)}>
                <PairItem pair={pair} isChosen={pair === chosen} onChoose={() => setChosenKey(keyOf(pair))} />
              </li>
            ))}
          </ul>
          {more > 0 && (
            <p className="held__more">
              <span className="quiet">
                {t('recordImport.people.shown', {
                  shown: format.number(pairs.length),
                  all: format.number(pairs.length + more),
                })}
              </span>
              {limit < mostPairs && (
                <Button onClick={() => setLimit(Math.min(limit + pairsTogether, mostPairs))}>
                  {t('recordImport.people.showMore')}
                </Button>
              )}
            </p>
          )}
        </ScrollFrame>
        {chosen && <Pair key={keyOf(chosen)} pair={chosen} />}
      </div>
    </div>
  )
}

const keyOf = ({ patients: [a, b] }: MergeSuggestion): string => `${a.id} ${b.id}`

function useNames() {
  const { t } = useTranslation()
  const format = useFormatters()
  return ({ name }: MergeSuggestion['patients'][number]) => {
    const { primary, secondary } = format.name(name)
    return [primary, secondary].filter(Boolean).join(' ') || t('common.unknownName')
  }
}

function PairItem({
  pair,
  isChosen,
  onChoose,
}: {
  pair: MergeSuggestion
  isChosen: boolean
  onChoose(): void
}) {
  const { t } = useTranslation()
  const nameOf = useNames()
  const [a, b] = pair.patients
  return (
    <button
      type="button"
      className="held__item"
      aria-current={isChosen ? 'true' : undefined}
      onClick={onChoose}
    >
      <strong className="clip">{nameOf(a)}</strong>
      <span className="clip">
        {a.patientId} · {b.patientId}
      </span>
      <span className="quiet">{t(`recordImport.people.because.${pair.because}`)}</span>
    </button>
  )
}

function Pair({ pair }: { pair: MergeSuggestion }) {
  const { t } = useTranslation()
  const nameOf = useNames()
  const [a, b] = pair.patients
  const compared = useBridgeQuery('people:compare', [{ aId: a.id, bId: b.id }])
  const join = async (keptId: string, mergedId: string) => {
    const done = await reporting(call('people:merge', { keptId, mergedId, reason: pair.because }))
    if (done)
      offerUndo(t('recordImport.people.merged'), () => call('people:unmerge', { mergeId: done.mergeId }))
  }
  const keepApart = async () => {
    const done = await reporting(call('people:setApart', { aId: a.id, bId: b.id, apart: true }))
    if (done !== undefined)
      offerUndo(t('recordImport.people.apart'), () =>
        call('people:setApart', { aId: a.id, bId: b.id, apart: false }),
      )
  }
  return (
    <section
      className="held__editor"
      aria-label={t('recordImport.people.pair', { a: a.patientId, b: b.patientId })}
    >
      <h2>
        {nameOf(a)} <Badge tone="info">{t(`recordImport.people.because.${pair.because}`)}</Badge>
      </h2>
      {compared.error && <ErrorNotice error={errorOf(compared.error)} />}
      {compared.data && <Comparison a={compared.data.a} b={compared.data.b} />}
      <div className="held__actions">
        <Button tone="primary" onClick={() => void join(a.id, b.id)}>
          {t('recordImport.people.mergeAs', { number: a.patientId })}
        </Button>
        <Button onClick={() => void join(b.id, a.id)}>
          {t('recordImport.people.mergeAs', { number: b.patientId })}
        </Button>
        <Button onClick={() => void keepApart()}>{t('recordImport.people.notSame')}</Button>
      </div>
      <p className="quiet">{t('recordImport.people.undoable')}</p>
    </section>
  )
}

/** A line for each thing; the mark says whether the two agree. */
function Comparison({ a, b }: { a: ComparedPatient; b: ComparedPatient }) {
  const { t } = useTranslation()
  const lines = useLines()
  const [left, right] = [lines(a), lines(b)]
  return (
    <ScrollFrame label={t('recordImport.people.comparison')}>
      <table className="data-table selectable comparison">
        <thead>
          <tr>
            <td />
            <th scope="col">{a.patient.patientId}</th>
            <th scope="col">{b.patient.patientId}</th>
            <th scope="col">{t('recordImport.people.agree')}</th>
          </tr>
        </thead>
        <tbody>
          {left.map(({ key, text, isCompared }, index) => {
            const other = right[index]?.text ?? ''
            const isUnknown = text === '' || other === ''
            return (
              <tr key={key}>
                <th scope="row">{t(`recordImport.people.line.${key}`)}</th>
                <td>{text === '' ? t('common.notStated') : text}</td>
                <td>{other === '' ? t('common.notStated') : other}</td>
                <td>
                  {isCompared && (
                    <Badge bare tone={isUnknown ? 'neutral' : text === other ? 'good' : 'warning'}>
                      {t(
                        `recordImport.people.${isUnknown ? 'unknown' : text === other ? 'same' : 'differs'}`,
                      )}
                    </Badge>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function useLines() {
  const { t } = useTranslation()
  const format = useFormatters()
  const nameOf = useNames()
  const day = (ms: number | null) => (ms === null ? '' : format.date(new Date(ms).toISOString().slice(0, 10)))
  return (one: ComparedPatient) => {
    const { patient } = one
    const span = [...new Set([day(one.firstMs), day(one.lastMs)])].filter(Boolean).join(' – ')
    return [
      { key: 'name', text: nameOf(patient), isCompared: true },
      { key: 'birthDate', text: format.date(patient.birthDate), isCompared: true },
      { key: 'sex', text: patient.sex === 'U' ? '' : t(`common.sex.${patient.sex}`), isCompared: true },
      {
        key: 'numbers',
        text: one.identifiers
          .map(({ system, value }) => (system === '' ? value : `${value} (${system})`))
          .join('\n'),
        isCompared: false,
      },
      { key: 'senders', text: one.senders.join('\n'), isCompared: false },
      { key: 'studies', text: format.number(one.studies), isCompared: false },
      {
        key: 'statements',
        text: one.kinds
          .map(({ kind, count }) => `${t(`recordImport.kind.${kindKey(kind)}`)} ${format.number(count)}`)
          .join('\n'),
        isCompared: false,
      },
      { key: 'span', text: span, isCompared: false },
      { key: 'problems', text: one.problems.join('\n'), isCompared: false },
      { key: 'allergies', text: one.allergies.join('\n'), isCompared: false },
    ] as const
  }
}

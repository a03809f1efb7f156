import { Check, X } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnalysisRun, FindingReview } from '../../../../shared/domain/analysis/analysis'
import { useFormatters } from '../../../i18n/format'
import { KeyCaps } from '../../../ui/key-caps'
import { commentFieldId, type Findings } from './use-findings'

interface ReviewFormProps {
  findings: Findings
  run: AnalysisRun
  label: string
}

type ReaderVerdict = NonNullable<FindingReview['verdict']>

const savesAfterMs = 600

/** The reader's own word on a finding. Everything is saved by itself. */
export function ReviewForm({ findings, run, label }: ReviewFormProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const stored = run.reviews.find((review) => review.label === label)
  const verdict = stored?.verdict ?? null
  const [comment, setComment] = useState(stored?.comment ?? '')
  const saving = useSavedComment(comment, stored?.comment ?? '', (text) => findings.review({ comment: text }))
  const judge = (wanted: ReaderVerdict) =>
    void findings.review({ verdict: verdict === wanted ? null : wanted })
  return (
    <section className="findings__section" aria-label={t('read.findings.review')}>
      <h2 className="findings__heading">{t('read.findings.review')}</h2>
      <div className="review__verdicts">
        <VerdictButton name="agree" shortcut="A" chosen={verdict === 'agree'} onChoose={judge} />
        <VerdictButton name="disagree" shortcut="D" chosen={verdict === 'disagree'} onChoose={judge} />
      </div>
      <label htmlFor={commentFieldId} className="review__label">
        {t('read.findings.comment')} <KeyCaps shortcut="C" />
      </label>
      <textarea
        id={commentFieldId}
        className="review__comment"
        rows={3}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        onBlur={saving.flush}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          saving.flush()
          document.querySelector<HTMLElement>('.cell')?.focus()
        }}
      />
      <p className="quiet findings__small" role="status" data-testid="review-state">
        {saving.pending
          ? t('read.findings.saving')
          : stored
            ? t('read.findings.saved', { moment: format.moment(stored.updatedAtMs) })
            : t('read.findings.commentHint')}
      </p>
    </section>
  )
}

interface VerdictButtonProps {
  name: ReaderVerdict
  shortcut: string
  chosen: boolean
  onChoose(name: ReaderVerdict): void
}

function VerdictButton({ name, shortcut, chosen, onChoose }: VerdictButtonProps) {
  const { t } = useTranslation()
  return (
    <button type="button" className="review__verdict" aria-pressed={chosen} onClick={() => onChoose(name)}>
      {name === 'agree' ? <Check aria-hidden="true" /> : <X aria-hidden="true" />}
      {t(`read.findings.${name}`)}
      <KeyCaps shortcut={shortcut} />
    </button>
  )
}

/** Saves a text a moment after the last key, at once when the field is left, and when the page goes away. */
function useSavedComment(text: string, stored: string, save: (text: string) => Promise<void>) {
  const [sending, setSending] = useState(false)
  const sent = useRef(stored)
  const send = useEffectEvent((value: string) => {
    if (value === sent.current) return
    sent.current = value
    setSending(true)
    void save(value).finally(() => setSending(false))
  })
  const latest = useRef(text)
  useEffect(() => {
    latest.current = text
    const timer = window.setTimeout(() => send(text), savesAfterMs)
    return () => window.clearTimeout(timer)
  }, [text])
  useEffect(() => () => send(latest.current), [])
  return {
    pending: sending || text !== stored,
    flush: () => {
      if (latest.current === sent.current) return
      sent.current = latest.current
      setSending(true)
      void save(latest.current).finally(() => setSending(false))
    },
  }
}

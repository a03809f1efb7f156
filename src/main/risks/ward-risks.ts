/** Everything that is estimated of one person of the ward's list: asked for person by person, behind what a reader waits for. */
import type { LocalText } from '../../shared/domain/models/local-text'
import { isForOthers, type RiskReason } from '../../shared/domain/risks/risk-reason'
import type { RiskCard } from '../../shared/domain/risks/risk-result'
import { staleHours } from '../../shared/domain/ward/columns'
import type { WardEstimate, WardRisks, WardRisksQuery } from '../../shared/domain/ward/ward-risks'
import { type AppError, toAppError } from '../../shared/result'
import { modelIdentity } from '../inference/assess-image'
import type { StayNow, StayRisks } from './stay-risks'
import type { RiskParts, TableRisks } from './table-risks'

const noTitles: Readonly<Record<string, LocalText>> = {}

/** Rejects with AppException: VAULT_LOCKED, NOT_FOUND. A model that fails is told in the answer. */
export async function wardRisks(
  { patientId, atMs: asked }: WardRisksQuery,
  { requireOpen, now = Date.now }: Pick<RiskParts, 'requireOpen' | 'now'>,
  tables: Pick<TableRisks, 'inBackground'>,
  stays: Pick<StayRisks, 'inBackground'>,
): Promise<WardRisks> {
  const atMs = asked ?? now()
  const sofa = await requireOpen().reader.call('sofa', { patientId, knownAt: null, atMs })
  // A model that fails takes nothing with it but its own answer.
  const stay = await settled(stays.inBackground(patientId, atMs))
  const cards = await settled(tables.inBackground(patientId, atMs))
  return {
    patientId,
    sofa,
    failed: { stay: stay.error, tables: cards.error },
    stay: stay.value ? ofStay(stay.value, atMs) : null,
    tables: (cards.value ?? [])
      .map((card) => ofTable(card, atMs))
      .toSorted((a, b) => a.model.id.localeCompare(b.model.id)),
  }
}

async function settled<T>(work: Promise<T>): Promise<{ value: T | null; error: AppError | null }> {
  return work.then(
    (value) => ({ value, error: null }),
    (thrown: unknown) => ({ value: null, error: toAppError(thrown) }),
  )
}

function ofTable(
  { model, title, finding, validation, outcome, inputs, workedOut }: RiskCard,
  atMs: number,
): WardEstimate {
  const titles = Object.fromEntries(inputs.map(({ column, title: text }) => [column, text]))
  return {
    model,
    title,
    finding: finding.title,
    n: validation?.n ?? null,
    answer:
      outcome.status === 'assessed'
        ? { status: 'assessed', estimate: outcome.estimate, atMs, hour: null, isStale: false }
        : unanswered(outcome.reasons, titles),
    workedOut,
  }
}

function ofStay({ manifest, validation, finding, estimate, workedOut }: StayNow, atMs: number): WardEstimate {
  const outcome = estimate?.outcome
  const untilMs = estimate?.atMs ?? 0
  return {
    model: modelIdentity(manifest),
    title: manifest.title,
    finding,
    n: validation?.n ?? null,
    answer:
      outcome?.status === 'assessed'
        ? {
            status: 'assessed',
            estimate: outcome.estimate,
            atMs: untilMs,
            hour: estimate?.stay?.hour ?? null,
            isStale: untilMs < atMs - staleHours.stayRisk * 3_600_000,
          }
        : unanswered(outcome?.reasons ?? [{ code: 'NO_STAY', about: [] }], noTitles),
    workedOut,
  }
}

function unanswered(
  reasons: RiskReason[],
  titles: Readonly<Record<string, LocalText>>,
): WardEstimate['answer'] {
  const about = reasons.flatMap((reason) => reason.about)
  return {
    status: 'not-assessed',
    reasons,
    titles: Object.fromEntries(Object.entries(titles).filter(([column]) => about.includes(column))),
    isForOthers: isForOthers(reasons),
  }
}

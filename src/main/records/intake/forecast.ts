/** A dry run: what an import would find, without a change to the record. */
import { setImmediate } from 'node:timers/promises'
import type { IntakeForecast, IntakeOptions } from '../../../shared/domain/record/intake'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { isPartsList } from '../../../shared/domain/record/parts'
import { AppException, toAppError } from '../../../shared/result'
import type { ReadableDatabase } from '../../store/open-database'
import { isKnownIdentity } from '../../store/queries/record-reading'
import { identityDigest } from '../../store/queries/record-packing'
import type { PlannedFile } from '../../store/queries/record-imports'
import { checkEntry } from './check-entry'
import { fileBytes, openReader } from './open-reader'
import { SkippedKinds } from './skipped-kinds'

const problemsShown = 50
/** Beyond so many statements of one file, repetitions are told no more: the memory stays flat. */
const mostCompared = 1_000_000

export interface ForecastWatch {
  /** told how many bytes of the file were read */
  bytes?: (count: number) => void
  /** told of every statement that would be stored */
  entry?: (entry: RecordEntry) => void
}

/** @param db read only; the store is not touched */
export async function forecastFile(
  db: ReadableDatabase,
  options: IntakeOptions,
  file: PlannedFile,
  signal: AbortSignal,
  watch: ForecastWatch = {},
): Promise<IntakeForecast> {
  const forecast: IntakeForecast = {
    path: file.path,
    counts: { fresh: 0, known: 0, repeated: 0, rejected: 0 },
    kinds: {},
    reasons: {},
    skipped: {},
    problems: [],
    error: null,
  }
  const seen = new Set<string>()
  const skipped = new SkippedKinds()
  try {
    let items = 0
    for await (const item of await openReader(options, file, fileBytes(file.path, watch.bytes), (what) =>
      skipped.add(what),
    )) {
      items += 1
      if (items % 1_000 === 0) await setImmediate()
      if (signal.aborted) throw new AppException('CANCELLED', 'The dry run was cancelled.')
      const checked =
        item.kind === 'entry' ? checkEntry(item.entry) : ({ ok: false, reason: item.reason } as const)
      if (checked.ok) {
        if (isPartsList(checked.entry)) continue
        countEntry(db, forecast, checked.entry, seen)
        watch.entry?.(checked.entry)
      } else reject(forecast, item.source.row, checked.reason)
    }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'CANCELLED') throw thrown
    forecast.error = error
  }
  forecast.skipped = skipped.toRecord()
  return forecast
}

function reject(
  forecast: IntakeForecast,
  row: string,
  { code, detail }: { code: string; detail: string },
): void {
  forecast.counts.rejected += 1
  forecast.reasons[code] = (forecast.reasons[code] ?? 0) + 1
  if (forecast.problems.length < problemsShown) forecast.problems.push({ row, reason: code, detail })
}

function countEntry(
  db: ReadableDatabase,
  { counts, kinds }: IntakeForecast,
  entry: RecordEntry,
  seen: Set<string>,
): void {
  const kind = entry.kind === 'removal' ? entry.removes : entry.kind
  const digest = identityDigest(entry.identity.namespace, kind, entry.identity.id)
  const text = Buffer.from(digest).toString('latin1')
  kinds[entry.kind] = (kinds[entry.kind] ?? 0) + 1
  if (seen.has(text)) counts.repeated += 1
  else if (isKnownIdentity(db, digest)) counts.known += 1
  else counts.fresh += 1
  if (seen.size < mostCompared) seen.add(text)
}

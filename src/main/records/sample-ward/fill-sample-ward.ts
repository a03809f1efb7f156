/** The made-up ward into the vault: written as FHIR resources, and imported like anybody's. */
import { open, rm } from 'node:fs/promises'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Intake, IntakeProgress } from '../../../shared/domain/record/intake'
import { AppException } from '../../../shared/result'
import type { WritableDatabase } from '../../store/open-database'
import { createIntake, requireIntake } from '../../store/queries/record-imports'
import { clearSampleStatements } from '../../store/queries/sample-ward'
import { fhirResources } from '../formats/fhir/write/write-fhir'
import { describeFile } from '../intake/plan-files'
import { runIntake } from '../intake/run-intake'
import { entriesOfPerson } from './entries-of-person'
import { sampleNamespace, samplePatientSystem, sampleSender } from './sample-sender'
import { samplePeople } from './sample-ward'

export interface SampleOrder {
  /** the moment that the ward is made for, ms; everything lies before it */
  atMs: number
  /** who asked for it */
  by: string
}

export interface SampleProgress {
  done: number
  total: number
}

interface Watch {
  signal: AbortSignal
  progress: (progress: SampleProgress) => void
}

export const sampleStatements = { system: samplePatientSystem, sender: sampleNamespace }

/**
 * Makes the ward anew: what was said of it before is taken away, so that its present is always the asked one. Progress counts
 * people while they are written, which takes about as long as the import behind it, as half of the whole.
 * Rejects with AppException CANCELLED; what was stored until then stays, as with any import.
 */
export async function fillSampleWard(
  db: WritableDatabase,
  { atMs: askedMs, by }: SampleOrder,
  watch: Watch,
): Promise<Intake> {
  // Times are written to the minute; one that is rounded up would lie in the future.
  const atMs = askedMs - (askedMs % 60_000)
  const folder = mkdtempSync(join(tmpdir(), 'vesalius-sample-ward-'))
  try {
    const path = join(folder, 'sample-ward.ndjson')
    await writePeople(path, atMs, watch)
    clearSampleStatements(db, sampleStatements)
    const options = { format: 'fhir', sender: sampleSender, zone: 'UTC' } as const
    const file = await describeFile(path, 'fhir')
    const intakeId = createIntake(db, { options, files: [file], by })
    const total = samplePeople.length * 2
    const ended = await runIntake(db, intakeId, {
      signal: watch.signal,
      progress: ({ bytesRead, bytes }: IntakeProgress) =>
        watch.progress({ done: total / 2 + Math.round((total / 2) * (bytesRead / bytes)), total }),
    })
    if (ended.state === 'cancelled') throw new AppException('CANCELLED', 'The import was cancelled.')
    return requireIntake(db, intakeId)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writePeople(path: string, atMs: number, { signal, progress }: Watch): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    for (const [index, person] of samplePeople.entries()) {
      const lines: string[] = []
      for (const entry of entriesOfPerson(person, atMs))
        for (const resource of fhirResources({ entry, personId: person.number }))
          lines.push(`${JSON.stringify(resource)}\n`)
      await file.write(lines.join(''))
      progress({ done: index + 1, total: samplePeople.length * 2 })
      await setImmediate()
      if (signal.aborted) throw new AppException('CANCELLED', 'The order was cancelled.')
    }
  } finally {
    await file.close()
  }
}

/** The record of persons, entry by entry with where each comes from, for a writer of another format. */
import { basename } from 'node:path'
import type { PatientEntry, PatientKey, RecordEntry } from '../../shared/domain/record/entry'
import { recordKinds } from '../../shared/domain/record/entry'
import type { ListedEntry } from '../store/queries/record-reading'
import type { RecordPerson } from '../store/queries/record-people'
import type { WorkerClient } from '../workers/rpc'
import type { RecordReadingProcedures } from './record-reading-procedures'

export interface ExportedEntry {
  entry: Exclude<RecordEntry, { kind: 'removal' }>
  personId: string
  provenance?: { importedAt: string; importedBy: string; file: string; row: string }
}

const entriesTogether = 200

type Reader = Pick<WorkerClient<RecordReadingProcedures>, 'call'>

/** First who it is, then everything that stands now, in the order in which it came. */
export async function* exportPerson(reader: Reader, person: RecordPerson): AsyncGenerator<ExportedEntry> {
  const personId = person.patient.id
  const statements = await reader.call('patientStatements', personId)
  yield { entry: whoItIs(person, statements), personId }
  let afterEntryId = 0
  for (;;) {
    const page = await reader.call('listEntries', {
      patientId: personId,
      kinds: [...recordKinds],
      limit: entriesTogether,
      afterEntryId,
    })
    for (const { entryId, entry } of page) yield { entry, personId, ...(await provenanceOf(reader, entryId)) }
    afterEntryId = page.at(-1)?.entryId ?? 0
    if (page.length < entriesTogether) return
  }
}

async function provenanceOf(reader: Reader, entryId: number): Promise<Pick<ExportedEntry, 'provenance'>> {
  const { sources } = await reader.call('traceEntry', entryId)
  const [source] = sources
  if (!source) return {}
  return {
    provenance: {
      importedAt: new Date(source.importedAtMs).toISOString(),
      importedBy: source.importedBy,
      file: basename(source.file),
      row: String(source.position),
    },
  }
}

/** The newest statement of any sender, with the numbers of all; of a patient nobody described, what the images say. */
function whoItIs(person: RecordPerson, statements: readonly ListedEntry[]): PatientEntry {
  const { patient, identifiers } = person
  const key: PatientKey =
    identifiers.length > 0
      ? identifiers.slice(0, 20)
      : [{ system: 'urn:vesalius:patient', value: patient.id }]
  const newest = statements.map(({ entry }) => entry).find((entry) => entry.kind === 'patient')
  if (newest) return { ...newest, patient: key }
  return {
    kind: 'patient',
    identity: { namespace: 'vesalius', id: patient.id },
    patient: key,
    status: 'final',
    name: patient.name,
    sex: patient.sex,
    ...(patient.birthDate === null ? {} : { birthDate: { iso: patient.birthDate, precision: 'day' } }),
  }
}

/** A person's record as a FHIR R4 bundle in a file of the user's choice. */
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppException } from '../../shared/result'
import type { RecordPerson } from '../store/queries/record-people'
import type { WorkerClient } from '../workers/rpc'
import { exportPerson } from './export-record'
import { writeFhirBundle } from './formats/fhir/write/write-fhir'
import type { RecordReadingProcedures } from './record-reading-procedures'

type Reader = Pick<WorkerClient<RecordReadingProcedures>, 'call'>

/**
 * What was half written is taken away again where it fails.
 * @throws AppException NOT_FOUND, STORAGE_UNWRITABLE
 */
export async function exportFhirFile(reader: Reader, patientId: string, path: string): Promise<void> {
  const [person] = (await reader.call('findPeople', patientId)).filter((found) => isOf(found, patientId))
  if (!person) throw new AppException('NOT_FOUND', 'There is no such patient.')
  try {
    const pieces = writeFhirBundle(exportPerson(reader, person), new Date().toISOString())
    await pipeline(Readable.from(pieces), createWriteStream(path, { mode: 0o600 }))
  } catch (thrown) {
    await rm(path, { force: true })
    if (thrown instanceof AppException) throw thrown
    throw new AppException('STORAGE_UNWRITABLE', 'The file could not be written.')
  }
}

const isOf = ({ patient, mergedIds }: RecordPerson, patientId: string) =>
  patient.id === patientId || mergedIds.includes(patientId)

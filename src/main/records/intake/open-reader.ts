/** The reader of a format, set up for one file of an import. */
import { createReadStream, existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { IntakeOptions } from '../../../shared/domain/record/intake'
import { namespaceOf } from '../../../shared/domain/record/intake'
import type { ReadItem, ReadOptions } from '../../../shared/domain/record/read-item'
import { AppException } from '../../../shared/result'
import { readCsv } from '../formats/csv/read-csv'
import { readFhir } from '../formats/fhir/read-fhir'
import { readHl7 } from '../formats/hl7v2/read-hl7'
import { readChartDictionary, readLabDictionary } from '../formats/mimic/dictionaries'
import type { MimicOptions } from '../formats/mimic/mimic-row'
import { readMimic } from '../formats/mimic/read-mimic'
import { readPhysionet2012 } from '../formats/physionet2012/read-physionet2012'
import { readVcf } from '../formats/vcf/read-vcf'
import { readWfdb } from '../formats/wfdb/read-wfdb'

const chunkBytes = 1 << 18

/** A file's bytes, piece by piece; `read` is told how many. */
export async function* fileBytes(
  path: string,
  read: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    const bytes = chunk as Buffer
    read(bytes.length)
    yield bytes
  }
}

/**
 * @param bytes the file's, or of a text that was repaired
 * @param skipped told of each thing that the record keeps nothing of
 */
export async function openReader(
  options: IntakeOptions,
  { path, companions }: { path: string; companions: Record<string, string> },
  bytes: AsyncIterable<Uint8Array>,
  skipped: (what: string) => void = () => undefined,
): Promise<AsyncGenerator<ReadItem, void, undefined>> {
  const reading: ReadOptions = { namespace: namespaceOf(options), zone: options.zone }
  switch (options.format) {
    case 'fhir':
      return readFhir(bytes, { ...reading, skipped })
    case 'hl7':
      return readHl7(bytes, {
        ...reading,
        skipped,
        ...(options.encoding === undefined ? {} : { fallbackCharacterSet: options.encoding }),
        ...(options.correctionsAreComplete === undefined
          ? {}
          : { correctionsAreComplete: options.correctionsAreComplete }),
      })
    case 'csv':
      if (!options.mapping) throw new AppException('INVALID_INPUT', 'A table needs a mapping.')
      return readCsv(bytes, { ...reading, mapping: options.mapping })
    case 'mimic':
      return readMimic(bytes, { ...reading, dictionaries: await mimicDictionaries(companions) })
    case 'physionet2012':
      return readPhysionet2012(bytes, {
        ...reading,
        ...(options.admission === undefined ? {} : { admission: options.admission }),
      })
    case 'vcf':
      return readVcf(bytes, {
        ...reading,
        ...(options.patient ? { patient: options.patient } : {}),
        ...(options.sample === undefined ? {} : { sample: options.sample }),
        ...(options.places ? { sites: options.places } : {}),
      })
    case 'wfdb':
      return readWfdb(bytes, {
        ...reading,
        open: (name) => besideFile(path, name),
        ...(options.patient ? { patient: options.patient } : {}),
      })
  }
}

async function mimicDictionaries(
  companions: Record<string, string>,
): Promise<NonNullable<MimicOptions['dictionaries']>> {
  const { D_ITEMS: chart, D_LABITEMS: lab } = companions
  return {
    ...(chart ? { chart: await readChartDictionary(fileBytes(chart)) } : {}),
    ...(lab ? { lab: await readLabDictionary(fileBytes(lab)) } : {}),
  }
}

/**
 * Headers of curves name files that lie beside them; a name that leads elsewhere is none. Records that were renamed as a whole
 * still name each other as before: then a file with the header's own name and the asked ending is meant.
 */
function besideFile(path: string, name: string): AsyncIterable<Uint8Array> | null {
  if (name !== basename(name) || name === '' || name.startsWith('.')) return null
  const renamed = basename(path, extname(path)) + extname(name)
  const found = [name, renamed].map((each) => join(dirname(path), each)).find((each) => existsSync(each))
  return found === undefined ? null : fileBytes(found)
}

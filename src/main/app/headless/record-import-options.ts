/** The words behind `import … --as FORMAT`: how files of records are read. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { IntakeOptions } from '../../../shared/domain/record/intake'
import { parseIsoTime } from '../../../shared/domain/record/times'
import { AppException } from '../../../shared/result'
import { readPlaces } from '../../records/intake/read-places'

export type ImportWords = ReturnType<typeof readImportWords>

/** @throws AppException USAGE */
export function readImportWords(args: string[]) {
  const text = { type: 'string' } as const
  let parsed
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        as: text,
        map: text,
        sender: text,
        zone: text,
        encoding: text,
        corrections: text,
        places: { type: 'string', multiple: true },
        admission: text,
        sample: text,
        resume: text,
        'patient-system': text,
        'patient-number': text,
        'dry-run': { type: 'boolean' },
      },
    })
  } catch (thrown) {
    throw new AppException(
      'USAGE',
      thrown instanceof Error ? thrown.message : 'The options are not understood.',
    )
  }
  const { positionals, values } = parsed
  if (positionals.length === 0 && values.resume === undefined)
    throw new AppException('USAGE', 'Name the files or folders to import.')
  return { ...values, paths: positionals, dryRun: values['dry-run'] === true }
}

/** @throws AppException USAGE, FILE_NOT_FOUND and INVALID_INPUT for the mapping */
export async function recordImportOptions(words: ImportWords): Promise<IntakeOptions> {
  const { as: format, sender, map, sample, encoding } = words
  const mapping = map === undefined ? undefined : withEncoding(await mappingOf(map), encoding)
  const given = {
    format,
    zone: zoneOf(words.zone ?? 'UTC'),
    sender,
    mapping,
    patient: patientOf(words),
    sample,
    admission: words.admission === undefined ? undefined : instantOf(words.admission),
    // The encoding of a table is a part of its mapping.
    encoding: mapping === undefined ? encoding : undefined,
    places: words.places === undefined ? undefined : await readPlaces(words.places),
    correctionsAreComplete: completeOf(words.corrections),
  }
  const parsed = IntakeOptions.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  )
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppException('USAGE', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

/** `--corrections whole|changed`: what a corrected HL7 order comes with. */
function completeOf(corrections: string | undefined): boolean | undefined {
  if (corrections === undefined) return undefined
  if (corrections === 'whole' || corrections === 'changed') return corrections === 'whole'
  throw new AppException('USAGE', '--corrections is "whole" or "changed".')
}

/** `--patient-system URI --patient-number N`, or both in one word as FHIR searches for a number: `URI|N`. */
function patientOf(words: ImportWords): { system: string; value: string }[] | undefined {
  const number = words['patient-number']
  const system = words['patient-system']
  if (number === undefined) {
    if (system !== undefined) throw new AppException('USAGE', 'A system needs --patient-number.')
    return undefined
  }
  const bar = system === undefined ? number.indexOf('|') : -1
  return bar < 0
    ? [{ system: system ?? '', value: number }]
    : [{ system: number.slice(0, bar), value: number.slice(bar + 1) }]
}

/** `+60` is minutes east of UTC. @throws AppException USAGE for a place that does not exist */
function zoneOf(word: string): string | number {
  if (/^[+-]\d{1,4}$/.test(word)) return Number(word)
  try {
    new Intl.DateTimeFormat('en', { timeZone: word })
  } catch {
    throw new AppException('USAGE', `There is no time zone ${word}.`)
  }
  return word
}

/** A day stands for its midnight; without a zone it is UTC. @throws AppException USAGE */
function instantOf(word: string): string {
  const time = parseIsoTime(word, 'UTC')
  if (!time || time.precision === 'year' || time.precision === 'month')
    throw new AppException('USAGE', 'An instant is written as 2012-01-01T00:00Z.')
  return new Date(time.iso).toISOString()
}

async function mappingOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (thrown) {
    const isAbsent = thrown instanceof Error && 'code' in thrown
    throw new AppException(
      isAbsent ? 'FILE_NOT_FOUND' : 'INVALID_INPUT',
      'The mapping cannot be read as JSON.',
    )
  }
}

/** The mapping as it would be, had it named the encoding; what is no mapping is refused later, as a whole. */
function withEncoding(mapping: unknown, encoding: string | undefined): unknown {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null
  if (encoding === undefined || !isObject(mapping) || !isObject(mapping['text'])) return mapping
  return { ...mapping, text: { ...mapping['text'], encoding } }
}

/** `records …`: whose record there is, what it holds, merges, what waits in quarantine, and the export. */
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { recordKinds, RecordKind } from '../../../../shared/domain/record/entry'
import { codeSystems } from '../../../../shared/domain/record/coding'
import { AppException } from '../../../../shared/result'
import { actor } from '../../../records/actor'
import { exportPerson } from '../../../records/export-record'
import { writeFhirBundle, writeFhirNdjson } from '../../../records/formats/fhir/write/write-fhir'
import type { RecordPerson } from '../../../store/queries/record-people'
import type { OpenVault } from '../../../workers/vault-workers'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { withOpenVault } from '../with-open-vault'

type Use = (open: OpenVault, words: string[], io: HeadlessIo) => Promise<number>

export const command: HeadlessCommand = {
  name: 'records',
  usage: [
    'records list | records imports | records suggestions',
    'records show <patient> [--kind KIND] [--code LOINC [--system URI] [--unit UCUM]] [--known-at TIME [--by sender|vault]]',
    'records trace <entry number>',
    'records merge <patient kept> <patient merged> [--reason TEXT] | records unmerge <merge id> | records merges <patient>',
    'records quarantine [--import ID] | --repair ID --text FILE | --drop ID | --retry [REASON…]',
    'records export --fhir [<patient>…] [--out FILE] [--ndjson]',
  ].join('\n  '),
  run([verb = '', ...words], io) {
    const use = verbs[verb]
    if (!use) throw new AppException('USAGE', `Say records ${Object.keys(verbs).join(', ')}.`)
    return withOpenVault(io, (vault) => use(vault.requireOpen(), words, io))
  },
}

const verbs: Record<string, Use> = {
  list,
  imports: async ({ reader }, _words, io) => printAll(await reader.call('listIntakes', undefined), io),
  suggestions: async ({ reader }, _words, io) => {
    const { pairs } = await reader.call('suggestMerges', { patientId: null, limit: Number.MAX_SAFE_INTEGER })
    return printAll(pairs, io)
  },
  show,
  trace: async ({ reader }, [entry], io) =>
    printAll([await reader.call('traceEntry', wholeNumber(entry))], io),
  merge,
  unmerge: async ({ store }, [mergeId = ''], io) => {
    await store.call('unmergePatients', { mergeId, by: actor() })
    io.line({ merge: mergeId, status: 'undone' })
    return exitCodes.success
  },
  merges: async ({ reader }, [words], io) => {
    const { patient } = await onePerson(reader, words)
    return printAll(await reader.call('mergeHistory', patient.id), io)
  },
  quarantine,
  export: exportRecords,
}

function printAll(objects: readonly object[], io: HeadlessIo): number {
  for (const object of objects) io.line(object)
  return exitCodes.success
}

function wholeNumber(word: string | undefined): number {
  const number = Number(word)
  if (!Number.isInteger(number)) throw new AppException('USAGE', 'Name the number of an entry.')
  return number
}

function optionsOf<T extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: string[],
  options: T,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (thrown) {
    throw new AppException(
      'USAGE',
      thrown instanceof Error ? thrown.message : 'The options are not understood.',
    )
  }
}

const text = { type: 'string' } as const
const peopleTogether = 500

async function* everybody(reader: OpenVault['reader']): AsyncGenerator<RecordPerson> {
  let afterId: string | null = null
  for (;;) {
    const page: RecordPerson[] = await reader.call('listPeople', { afterId, limit: peopleTogether })
    yield* page
    afterId = page.at(-1)?.patient.id ?? null
    if (page.length < peopleTogether) return
  }
}

async function list({ reader }: OpenVault, _words: string[], io: HeadlessIo): Promise<number> {
  for await (const person of everybody(reader)) io.line(person)
  return exitCodes.success
}

/** The person with the id or number. @throws AppException NOT_FOUND, INVALID_INPUT where several have it */
async function onePerson(reader: OpenVault['reader'], words: string | undefined): Promise<RecordPerson> {
  if (!words) throw new AppException('USAGE', 'Name a patient by id or number.')
  const [person, ...others] = await reader.call('findPeople', words)
  if (!person) throw new AppException('NOT_FOUND', 'There is no such patient.')
  if (others.length > 0)
    throw new AppException('INVALID_INPUT', 'Several patients have this number; use the id.')
  return person
}

function knownAtOf(word: string | undefined, by: string | undefined) {
  if (word === undefined) return {}
  const instantMs = Date.parse(word)
  if (Number.isNaN(instantMs)) throw new AppException('USAGE', 'A time is written in ISO 8601.')
  return { knownAt: { instantMs, by: by === 'vault' ? 'vault' : 'sender' } as const }
}

/** What the record holds: a line for the person, then one for each code, value or entry that is asked for. */
async function show({ reader }: OpenVault, args: string[], io: HeadlessIo): Promise<number> {
  const { positionals, values } = optionsOf(args, {
    kind: text,
    code: text,
    system: text,
    unit: text,
    'known-at': text,
    by: text,
  })
  const person = await onePerson(reader, positionals[0])
  const patientId = person.patient.id
  const known = knownAtOf(values['known-at'], values.by)
  io.line(person)
  if (values.code !== undefined) {
    const { points, ...rest } = await reader.call('timeline', {
      patientId,
      code: { system: values.system ?? codeSystems.loinc, code: values.code },
      ...(values.unit === undefined ? {} : { unit: values.unit }),
      ...known,
    })
    io.line({ code: values.code, ...rest })
    return printAll(
      points.map((point) => ({ ...point, time: new Date(point.timeMs).toISOString() })),
      io,
    )
  }
  if (values.kind === undefined) return printAll(await reader.call('codesOfPatient', patientId), io)
  const kind = RecordKind.safeParse(values.kind)
  if (!kind.success) throw new AppException('USAGE', `A kind is one of ${recordKinds.join(', ')}.`)
  let afterEntryId = 0
  for (;;) {
    const page = await reader.call('listEntries', {
      patientId,
      kinds: [kind.data],
      limit: 500,
      afterEntryId,
      ...known,
    })
    printAll(page, io)
    afterEntryId = page.at(-1)?.entryId ?? 0
    if (page.length < 500) return exitCodes.success
  }
}

async function merge({ reader, store }: OpenVault, args: string[], io: HeadlessIo): Promise<number> {
  const { positionals, values } = optionsOf(args, { reason: text })
  const [kept, merged] = [await onePerson(reader, positionals[0]), await onePerson(reader, positionals[1])]
  const request = {
    keptId: kept.patient.id,
    mergedId: merged.patient.id,
    reason: values.reason ?? '',
    by: actor(),
  }
  const id = await store.call('mergePatients', request)
  io.line({ merge: id, status: 'merged', kept: request.keptId, merged: request.mergedId })
  return exitCodes.success
}

async function quarantine({ reader, store }: OpenVault, args: string[], io: HeadlessIo): Promise<number> {
  const { positionals, values } = optionsOf(args, {
    import: text,
    repair: text,
    text,
    drop: text,
    retry: { type: 'boolean' },
  })
  if (values.repair !== undefined) {
    const repaired = values.text === undefined ? null : await readFile(values.text, 'utf8')
    const answer = await store.call('repairQuarantined', { id: values.repair, text: repaired, by: actor() })
    io.line({ input: values.repair, status: answer.ok ? 'repaired' : 'waiting', ...answer })
    return answer.ok ? exitCodes.success : exitCodes.someFailed
  }
  if (values.drop !== undefined) {
    await store.call('dropQuarantined', { id: values.drop, by: actor() })
    io.line({ input: values.drop, status: 'dropped' })
    return exitCodes.success
  }
  if (values.retry === true) {
    const reasons = positionals.length > 0 ? positionals : null
    io.line(await store.call('retryQuarantine', { reasons, by: actor() }, { signal: io.signal }))
    return exitCodes.success
  }
  for (let offset = 0; ; offset += 500) {
    const page = await reader.call('listQuarantine', { intakeId: values.import ?? null, offset, limit: 500 })
    printAll(page, io)
    if (page.length < 500) return exitCodes.success
  }
}

/** As a file where one is named, else each resource on a line of the output. */
async function exportRecords({ reader }: OpenVault, args: string[], io: HeadlessIo): Promise<number> {
  const { positionals, values } = optionsOf(args, {
    fhir: { type: 'boolean' },
    out: text,
    ndjson: { type: 'boolean' },
  })
  if (values.fhir !== true) throw new AppException('USAGE', 'Say in which format: --fhir.')
  const people: RecordPerson[] = []
  for (const words of positionals) people.push(await onePerson(reader, words))
  async function* items() {
    for await (const person of positionals.length > 0 ? people : everybody(reader))
      yield* exportPerson(reader, person)
  }
  if (values.out === undefined) {
    for await (const { line } of writeFhirNdjson(items())) io.line(JSON.parse(line) as object)
    return exitCodes.success
  }
  const pieces =
    values.ndjson === true
      ? linesOf(writeFhirNdjson(items()))
      : writeFhirBundle(items(), new Date().toISOString())
  await pipeline(Readable.from(pieces), createWriteStream(values.out, { mode: 0o600 }))
  io.line({ input: values.out, status: 'exported' })
  return exitCodes.success
}

async function* linesOf(resources: AsyncIterable<{ line: string }>): AsyncGenerator<string> {
  for await (const { line } of resources) yield line
}

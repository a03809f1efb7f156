/** `import … --as FORMAT`: records of patients; a line for each file, in the order in which they are read. */
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Intake, type IntakeFile, type IntakeForecast, IntakeOptions, type IntakeProgress } from '../../../../shared/domain/record/intake' // prettier-ignore
import { AppException } from '../../../../shared/result'
import type { OpenVault } from '../../../workers/vault-workers'
import { exitCodes, type HeadlessIo } from '../headless-command'
import { withOpenVault } from '../with-open-vault'

export const importRecordsUsage =
  'import <files, folders…> --as fhir|hl7|csv|mimic|physionet2012|vcf|wfdb [--map mapping.json] [--sender NAME] ' +
  '[--zone UTC|Europe/Berlin|+60] [--patient-system URI --patient-number N] [--dry-run]\n  ' +
  'import --resume ID   (goes on with an import that was cut short)'

/** Whether the words ask for records and not for images. */
export const namesFormat = (args: readonly string[]): boolean =>
  args.some((word) => /^--(as|resume)(=|$)/.test(word))

export function importRecords(args: string[], io: HeadlessIo): Promise<number> {
  const words = readWords(args)
  return withOpenVault(io, async (vault) => {
    const open = vault.requireOpen()
    if (words.resume !== undefined) return run(open, words.resume, io)
    const options = await optionsOf(words)
    const roots = words.paths.map((path) => resolve(path))
    if (words.dryRun) return forecast(open, options, roots, io)
    const intake = await open.store.call('createIntake', { options, roots, by: actor() })
    io.log(`import ${intake.id}: ${intake.files.length} files`)
    return run(open, intake.id, io)
  })
}

/** Who is named as having changed the record: the account of the operating system, since a vault knows no users. */
export const actor = (): string => userInfo().username

async function run(open: OpenVault, intakeId: string, io: HeadlessIo): Promise<number> {
  const ended = await open.store.call('runIntake', intakeId, {
    signal: io.signal,
    onProgress: ({ bytesRead, items, fileIndex, files }: IntakeProgress) =>
      io.log(`file ${fileIndex + 1} of ${files}: ${items} items, ${bytesRead} bytes`),
  })
  for (const file of ended.files) io.line(fileLine(ended, file))
  if (ended.error) io.line({ import: ended.id, status: 'error', error: { code: ended.error.code, message: ended.error.message } }) // prettier-ignore
  const isClean = ended.files.every(
    ({ done, error, tallies }) => done && !error && sumOf(tallies, 'rejected') === 0,
  )
  return ended.state === 'done' && isClean ? exitCodes.success : exitCodes.someFailed
}

const sumOf = (tallies: IntakeFile['tallies'], outcome: string) =>
  tallies.reduce((sum, tally) => sum + (tally.outcome === outcome ? tally.count : 0), 0)

/** `{added: {observation: 3}, rejected: {unit-missing: 1}}` */
function countsOf(tallies: IntakeFile['tallies']): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {}
  for (const { outcome, subject, count } of tallies) (counts[outcome] ??= {})[subject] = count
  return counts
}

function fileLine(intake: Intake, { path, done, items, tallies, error }: IntakeFile): object {
  const rejected = sumOf(tallies, 'rejected')
  const status = error ? 'error' : !done ? 'unfinished' : rejected > 0 ? 'partly' : 'imported'
  return {
    input: path,
    status,
    import: intake.id,
    items,
    counts: countsOf(tallies),
    ...(error ? { error: { code: error.code, message: error.message } } : {}),
  }
}

async function forecast(
  open: OpenVault,
  options: IntakeOptions,
  roots: string[],
  io: HeadlessIo,
): Promise<number> {
  const forecasts = await open.reader.call('forecastIntake', { options, roots }, { signal: io.signal })
  for (const { path, ...found } of forecasts) io.line({ input: path, status: found.error ? 'error' : 'dry-run', ...withoutNull(found) }) // prettier-ignore
  return forecasts.every(({ error, counts }) => !error && counts.rejected === 0)
    ? exitCodes.success
    : exitCodes.someFailed
}

const withoutNull = ({ error, ...rest }: Omit<IntakeForecast, 'path'>) => (error ? { ...rest, error } : rest)

type Words = ReturnType<typeof readWords>

function readWords(args: string[]) {
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

async function optionsOf(words: Words): Promise<IntakeOptions> {
  const number = words['patient-number']
  const parsed = IntakeOptions.safeParse({
    format: words.as,
    zone: zoneOf(words.zone ?? 'UTC'),
    ...(words.sender === undefined ? {} : { sender: words.sender }),
    ...(words.map === undefined ? {} : { mapping: await mappingOf(words.map) }),
    ...(number === undefined ? {} : { patient: [{ system: words['patient-system'] ?? '', value: number }] }),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppException('USAGE', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
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

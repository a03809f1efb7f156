/** `import … --as FORMAT`: records of patients; a line for each file, in the order in which they are read. */
import { resolve } from 'node:path'
import type {
  Intake,
  IntakeFile,
  IntakeForecast,
  IntakeOptions,
  IntakeProgress,
} from '../../../../shared/domain/record/intake'
import { actor } from '../../../records/actor'
import type { OpenVault } from '../../../workers/vault-workers'
import { exitCodes, type HeadlessIo } from '../headless-command'
import { readImportWords, recordImportOptions } from '../record-import-options'
import { withOpenVault } from '../with-open-vault'

export const importRecordsUsage =
  'import <files, folders…> --as fhir|hl7|csv|mimic|physionet2012|vcf|wfdb [--map mapping.json] [--sender NAME] ' +
  '[--zone UTC|Europe/Berlin|+60] [--encoding LABEL] [--dry-run]\n  ' +
  '  vcf, wfdb: [--patient-number N --patient-system URI | --patient-number URI|N] [--sample NAME]   physionet2012: [--admission TIME]\n  ' +
  'import --resume ID   (goes on with an import that was cut short)'

/** Whether the words ask for records and not for images. */
export const namesFormat = (args: readonly string[]): boolean =>
  args.some((word) => /^--(as|resume)(=|$)/.test(word))

export function importRecords(args: string[], io: HeadlessIo): Promise<number> {
  const words = readImportWords(args)
  return withOpenVault(io, async (vault) => {
    const open = vault.requireOpen()
    if (words.resume !== undefined) return run(open, words.resume, io)
    const options = await recordImportOptions(words)
    const roots = words.paths.map((path) => resolve(path))
    if (words.dryRun) return forecast(open, options, roots, io)
    const intake = await open.store.call('createIntake', { options, roots, by: actor() })
    io.log(`import ${intake.id}: ${intake.files.length} files`)
    return run(open, intake.id, io)
  })
}

async function run(open: OpenVault, intakeId: string, io: HeadlessIo): Promise<number> {
  const ended = await open.store.call('runIntake', intakeId, {
    signal: io.signal,
    onProgress: ({ bytesRead, items, fileIndex, files }: IntakeProgress) =>
      io.log(`file ${fileIndex + 1} of ${files}: ${items} items, ${bytesRead} bytes`),
  })
  for (const file of ended.files) io.line(fileLine(ended, file))
  if (ended.error)
    io.line({
      import: ended.id,
      status: 'error',
      error: { code: ended.error.code, message: ended.error.message },
    })
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

function fileLine(intake: Intake, { path, done, items, tallies, skipped, error }: IntakeFile): object {
  const rejected = sumOf(tallies, 'rejected')
  const status = error ? 'error' : !done ? 'unfinished' : rejected > 0 ? 'partly' : 'imported'
  return {
    input: path,
    status,
    import: intake.id,
    items,
    counts: countsOf(tallies),
    ...(Object.keys(skipped).length === 0 ? {} : { skipped }),
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
  for (const { path, ...found } of forecasts)
    io.line({ input: path, status: found.error ? 'error' : 'dry-run', ...withoutNull(found) })
  return forecasts.every(({ error, counts }) => !error && counts.rejected === 0)
    ? exitCodes.success
    : exitCodes.someFailed
}

const withoutNull = ({ error, ...rest }: Omit<IntakeForecast, 'path'>) => (error ? { ...rest, error } : rest)

/** `import`: a line for each file, in the order of the inputs. */
import { resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { PictureForm } from '../../../../shared/domain/jobs/job'
import { AppException } from '../../../../shared/result'
import type { PicturePolicy } from '../../../imaging/import/stage-input'
import type { OpenVault } from '../../../workers/vault-workers'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { withOpenVault } from '../with-open-vault'
import { importRecords, importRecordsUsage, namesFormat } from './import-records'

const pageSize = 500

export const command: HeadlessCommand = {
  name: 'import',
  usage:
    'import <files, folders, archives…> [--patient-id ID --patient-name NAME --study-date YYYY-MM-DD [--birth-date D | --age-years N] ' +
    '[--sex M|F|O|U] [--body-part CHEST] [--view PA] [--description TEXT]]   (the options say whom pictures are of)\n  ' +
    importRecordsUsage,
  run: (args, io) => {
    if (namesFormat(args)) return importRecords(args, io)
    const { given, pictures } = readArguments(args)
    const paths = given.map((path) => resolve(path))
    return withOpenVault(io, async (vault) => {
      const open = vault.requireOpen()
      const job = await open.store.call('createImport', { kind: 'import', roots: paths })
      const report = new ReportPrinter(open, job.id, io, asGiven(given))
      const ended = await open.store.call(
        'runImport',
        { job, pictures },
        {
          signal: io.signal,
          onProgress: () => void report.print(),
        },
      )
      await report.print()
      if (ended.error)
        io.line({ status: 'error', error: { code: ended.error.code, message: ended.error.message } })
      if (ended.state === 'done') await open.store.call('dismissJob', job.id)
      const { conflict, error } = ended.counts
      return ended.state === 'done' && conflict === 0 && error === 0
        ? exitCodes.success
        : exitCodes.someFailed
    })
  },
}

/** Prints the report's lines as they are stored; only one run at a time, so that their order stays. */
class ReportPrinter {
  private printed = 0
  private queue: Promise<void> = Promise.resolve()

  constructor(
    private readonly vault: OpenVault,
    private readonly jobId: string,
    private readonly io: HeadlessIo,
    private readonly shown: (input: string) => string,
  ) {}

  print(): Promise<void> {
    this.queue = this.queue.then(() => this.printNew())
    return this.queue
  }

  private async printNew(): Promise<void> {
    for (;;) {
      const query = { jobId: this.jobId, onlyProblems: false, offset: this.printed, limit: pageSize }
      const { lines } = await this.vault.reader.call('importReport', query)
      for (const { input: path, status, error } of lines) {
        const input = this.shown(path)
        this.io.line(
          error ? { input, status, error: { code: error.code, message: error.message } } : { input, status },
        )
      }
      this.printed += lines.length
      if (lines.length < pageSize) return
    }
  }
}

function readArguments(args: string[]): { given: string[]; pictures: PicturePolicy } {
  const text = { type: 'string' } as const
  let parsed
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'patient-id': text,
        'patient-name': text,
        'study-date': text,
        'birth-date': text,
        'age-years': text,
        sex: text,
        'body-part': text,
        view: text,
        description: text,
      },
    })
  } catch (thrown) {
    throw new AppException(
      'USAGE',
      thrown instanceof Error ? thrown.message : 'The options are not understood.',
    )
  }
  const { positionals, values } = parsed
  if (positionals.length === 0) throw new AppException('USAGE', 'Name the files or folders to import.')
  if (Object.keys(values).length === 0) return { given: positionals, pictures: { kind: 'refuse' } }
  const form = PictureForm.safeParse({
    patientName: values['patient-name'] ?? values['patient-id'],
    patientId: values['patient-id'],
    birthDate: values['birth-date'] ?? null,
    ageYears: values['age-years'] === undefined ? null : Number(values['age-years']),
    sex: values.sex ?? 'U',
    studyDate: values['study-date'],
    bodyPart: values['body-part'] ?? '',
    viewPosition: values.view ?? '',
    description: values.description ?? '',
  })
  if (!form.success) {
    throw new AppException(
      'USAGE',
      `The picture options are not complete: ${form.error.issues[0]?.path.join('.') ?? ''}.`,
    )
  }
  return { given: positionals, pictures: { kind: 'form', form: form.data } }
}

/** The job keeps absolute paths; its lines name an input as the caller wrote it. */
function asGiven(given: readonly string[]): (input: string) => string {
  const roots = given.map((written) => ({
    written: written.endsWith(sep) ? written.slice(0, -1) : written,
    absolute: resolve(written),
  }))
  return (input) => {
    const root = roots.find(
      ({ absolute }) =>
        input === absolute || input.startsWith(absolute + sep) || input.startsWith(`${absolute}!`),
    )
    return root ? root.written + input.slice(root.absolute.length) : input
  }
}

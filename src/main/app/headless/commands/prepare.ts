/**
 * `prepare <tables…>`: the preparation workshop without its screens. `--propose` makes a pipeline of what a table looks like,
 * `--fit` learns and applies it, `--state` applies what was learnt elsewhere.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type PreparationPipeline,
  PreparationSplit,
  TableForm,
} from '../../../../shared/domain/preparation/pipeline'
import type { PreparationPreview } from '../../../../shared/domain/preparation/report'
import type { PreparationState } from '../../../../shared/domain/preparation/state'
import { AppException, toAppError } from '../../../../shared/result'
import { readPipelineFile, readStateFile } from '../../../preparation/pipeline-file'
import { PreparationService } from '../../../preparation/preparation-service'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'

interface Words {
  paths: string[]
  out: string | null
  target: string | null
  /** `subject=RecordID,time=minute:min,…`; null: found by the names of the columns */
  form: TableForm | null
  split: PreparationSplit | null
}

type Mode =
  { kind: 'propose' } | { kind: 'run'; pipeline: PreparationPipeline; state: PreparationState | null }

/** @param open the workshop; a test has a worker of its own */
export const prepareCommand = (open: () => PreparationService): HeadlessCommand => ({
  name: 'prepare',
  usage:
    'prepare <table.csv[.gz]…> --pipeline p.json [--fit | --state s.json] [--split subject|row,SEED,SHARE[,BEFORE]] [--out FOLDER]\n  ' +
    'prepare <table.csv[.gz]…> --propose [--target COLUMN] [--form long:subject=…,parameter=…,value=…[,unit=…][,time=…:min|h|d|iso] | --form wide[:subject=…,time=…:…]] [--out FOLDER]',
  async run(args, io) {
    const { words, mode } = await readWords(args)
    if (words.out !== null) await mkdir(words.out, { recursive: true })
    const workshop = open()
    try {
      return await eachTable(workshop, words, mode, io)
    } finally {
      await workshop.stop()
    }
  },
})

export const command = prepareCommand(() => new PreparationService())

async function eachTable(
  workshop: PreparationService,
  words: Words,
  mode: Mode,
  io: HeadlessIo,
): Promise<number> {
  let sound = 0
  for (const input of words.paths) {
    if (io.signal.aborted) return exitCodes.interrupted
    try {
      const done = await (mode.kind === 'propose'
        ? proposeFor(workshop, input, words, io)
        : runOn(workshop, input, words, mode, io))
      io.line({ input, ...done })
      sound++
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      io.line({ input, status: 'error', error: { code, message } })
    }
  }
  return sound === words.paths.length ? exitCodes.success : exitCodes.someFailed
}

async function proposeFor(
  workshop: PreparationService,
  input: string,
  words: Words,
  io: HeadlessIo,
): Promise<object> {
  const opened = await workshop.openTable(input)
  const form = words.form ?? opened.form
  if (form === null)
    throw new AppException('INVALID_INPUT', 'The columns do not tell what they are: name them with --form.')
  const profile = await workshop.profile(opened.tableId, form, { signal: io.signal })
  const pipeline = await workshop.propose(opened.tableId, form, words.target)
  const files = await writeAll(words.out, input, { 'pipeline.json': pipeline, 'profile.json': profile })
  workshop.close(opened.tableId)
  const { rows, subjects, malformed, duplicateRows, duplicateMeasurements, sha256 } = profile
  return {
    status: 'proposed',
    rows,
    subjects,
    malformed,
    duplicateRows,
    duplicateMeasurements,
    sha256,
    parameters: profile.parameters.map(({ name, parameter, kind, values, missing, problems }) => ({
      name,
      parameter,
      kind,
      values,
      missing,
      problems,
    })),
    ...(words.out === null ? { pipeline } : { files }),
  }
}

async function runOn(
  workshop: PreparationService,
  input: string,
  words: Words,
  { pipeline: given, state }: Extract<Mode, { kind: 'run' }>,
  io: HeadlessIo,
): Promise<object> {
  const pipeline = words.split === null ? given : { ...given, split: words.split }
  const { tableId } = await workshop.openTable(input)
  const call = {
    signal: io.signal,
    onProgress: ({ step }: { step: string | null }) => {
      if (step !== null) io.log(`${basename(input)}: ${step}`)
    },
  }
  const preview = await workshop.preview(tableId, pipeline, call, state)
  const files = await exportAll(workshop, tableId, input, words.out, preview, state !== null, io.signal)
  workshop.close(tableId)
  return { ...summary(preview, state !== null), ...(files.length > 0 ? { files } : {}) }
}

/** What the line says; the report file has it too, with each step's counts in full. */
function summary(preview: PreparationPreview, isApplied: boolean): object {
  const { train, test, aside, steps, leaks, changes, state } = preview
  return {
    status: isApplied ? 'applied' : 'fitted',
    pipeline: state.pipeline,
    fittedOn: state.fittedOn,
    ...(isApplied ? { rows: test } : { train, test, aside }),
    changes,
    steps: steps.map(({ id, before, after, counts, nothingLearnt }) => ({
      step: id,
      before,
      after,
      changed: Object.fromEntries(sumsByReason(counts)),
      ...(nothingLearnt.length > 0 ? { nothingLearnt } : {}),
    })),
    leaks,
  }
}

function sumsByReason(counts: PreparationPreview['steps'][number]['counts']): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { reason, count } of counts) sums.set(reason, (sums.get(reason) ?? 0) + count)
  return sums
}

async function exportAll(
  workshop: PreparationService,
  tableId: string,
  input: string,
  out: string | null,
  preview: PreparationPreview,
  isApplied: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  if (out === null) return []
  const place = (name: string) => join(out, `${stemOf(input)}-${name}`)
  const call = { signal }
  const parts = isApplied ? (['all'] as const) : (['all', 'train', 'test'] as const)
  const names: string[] = []
  for (const part of parts) {
    const path = place(part === 'all' ? 'prepared.csv' : `prepared-${part}.csv`)
    await workshop.exportTable(tableId, { path, part }, call)
    names.push(path)
  }
  await workshop.exportChanges(tableId, { path: place('changes.csv') }, call)
  await workshop.exportPipeline(tableId, { path: place('pipeline.json') })
  const { train, test, aside, steps, leaks, changes } = preview
  const report = { ...summary(preview, isApplied), train, test, aside, steps, leaks, changes }
  const written = await writeAll(out, input, { 'state.json': preview.state, 'report.json': report })
  return [...names, place('changes.csv'), place('pipeline.json'), ...written]
}

/** `set-a.csv.gz` becomes `set-a`. */
const stemOf = (path: string): string => basename(path).replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '')

async function writeAll(out: string | null, input: string, files: Record<string, object>): Promise<string[]> {
  if (out === null) return []
  const paths: string[] = []
  for (const [name, content] of Object.entries(files)) {
    const path = join(out, `${stemOf(input)}-${name}`)
    await writeFile(path, `${JSON.stringify(content, null, 1)}\n`)
    paths.push(path)
  }
  return paths
}

async function readWords(args: string[]): Promise<{ words: Words; mode: Mode }> {
  const { values, positionals } = parseWords(args)
  if (positionals.length === 0) throw new AppException('USAGE', 'Name a table.')
  const words: Words = {
    paths: positionals,
    out: values.out ?? null,
    target: values.target ?? null,
    form: values.form === undefined ? null : readForm(values.form),
    split: values.split === undefined ? null : readSplit(values.split),
  }
  if (values.propose === true) {
    if (values.pipeline !== undefined)
      throw new AppException('USAGE', '--propose makes the pipeline that --pipeline names.')
    return { words, mode: { kind: 'propose' } }
  }
  if (values.pipeline === undefined) throw new AppException('USAGE', 'Name a pipeline, or --propose one.')
  if (values.fit === true && values.state !== undefined)
    throw new AppException('USAGE', '--fit learns what --state has.')
  const file = await readPipelineFile(values.pipeline)
  const kept = values.state === undefined ? file.state : await readStateFile(values.state, file.pipeline)
  if (words.split !== null && kept !== null && values.fit !== true)
    throw new AppException('USAGE', '--split is for learning: what was learnt before is applied to all rows.')
  // A file with pipeline and state is applied, unless it is to learn anew; a bare pipeline can only learn.
  return { words, mode: { kind: 'run', pipeline: file.pipeline, state: values.fit === true ? null : kept } }
}

function parseWords(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        pipeline: text,
        state: text,
        split: text,
        out: text,
        target: text,
        form: text,
        fit: flag,
        propose: flag,
      },
    })
  } catch {
    throw new AppException('USAGE', 'The options are not understood.')
  }
}

/** `subject,7,0.8` or with a limit in time `subject,7,0.8,2880`. */
function readSplit(text: string): PreparationSplit {
  const [by, seed, share, before] = text.split(',')
  const read = PreparationSplit.safeParse({
    by,
    seed: Number(seed),
    trainShare: Number(share),
    before: before === undefined ? null : Number(before),
  })
  if (!read.success) throw new AppException('USAGE', '--split is subject|row,SEED,SHARE[,BEFORE].')
  return read.data
}

function readForm(text: string): TableForm {
  const [form, ...rest] = text.split(':')
  const named = new Map(
    rest
      .join(':')
      .split(',')
      .filter(Boolean)
      .map((pair): [string, string] => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at), pair.slice(at + 1)]
      }),
  )
  const time = named.get('time')
  const cut = time?.lastIndexOf(':') ?? -1
  const columns = {
    subject: named.get('subject') ?? null,
    time: time === undefined ? null : { column: time.slice(0, cut), unit: time.slice(cut + 1) },
  }
  const long = {
    parameter: named.get('parameter'),
    value: named.get('value'),
    unit: named.get('unit') ?? null,
  }
  const read = TableForm.safeParse({ form, ...columns, ...(form === 'long' ? long : {}) })
  if (!read.success) throw new AppException('USAGE', '--form names the columns, see usage.')
  return read.data
}

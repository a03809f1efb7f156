/** `score <name> <files…>`: a published score of the values in each file; `score --list`: what there is, and what it asks for. */
import { parseArgs } from 'node:util'
import { findScore, scores } from '../../../../shared/domain/scores/all-scores'
import { assessScore } from '../../../../shared/domain/scores/assess-score'
import type { ScoreDescriptor } from '../../../../shared/domain/scores/score'
import { type InputId, inputOf, type ScoreInput } from '../../../../shared/domain/scores/score-input'
import type { ScoreResult } from '../../../../shared/domain/scores/score-result'
import { parseIsoTime, timeBounds } from '../../../../shared/domain/record/times'
import { convertValue } from '../../../../shared/domain/units/convert'
import { AppException, toAppError } from '../../../../shared/result'
import { latestTime, readScoreInputs } from '../../../scores/score-input-file'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'

interface Words {
  score: ScoreDescriptor
  files: string[]
  /** null: of each file's own values */
  atMs: number | null
}

export const command: HeadlessCommand = {
  name: 'score',
  usage: 'score <name> <input.json…> [--at TIME] | score --list',
  async run(args, io) {
    const words = readWords(args)
    if (words !== 'list') return assessFiles(words, io)
    for (const score of scores) io.line(describe(score))
    return exitCodes.success
  },
}

function readWords(args: string[]): Words | 'list' {
  const { values, positionals } = parseWords(args)
  const [name, ...files] = positionals
  if (values.list) {
    if (name !== undefined || values.at !== undefined)
      throw new AppException('USAGE', 'score --list stands alone.')
    return 'list'
  }
  if (name === undefined || files.length === 0)
    throw new AppException('USAGE', 'Say which score, and a file of values.')
  const score = findScore(name)
  if (!score) throw new AppException('NOT_FOUND', 'There is no score of this name: see score --list.')
  return { score, files, atMs: values.at === undefined ? null : readTime(values.at) }
}

function parseWords(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { list: { type: 'boolean' }, at: { type: 'string' } },
    })
  } catch {
    throw new AppException('USAGE', 'score takes --list and --at TIME.')
  }
}

function readTime(text: string): number {
  const time = parseIsoTime(text, 'UTC')
  if (!time) throw new AppException('USAGE', '--at is an ISO date or time.')
  return timeBounds(time).endMs
}

async function assessFiles({ score, files, atMs }: Words, io: HeadlessIo): Promise<number> {
  let assessed = 0
  for (const input of files) {
    if (io.signal.aborted) return exitCodes.interrupted
    try {
      const given = await readScoreInputs(input)
      const time = atMs ?? latestTime(given) ?? Date.now()
      const result = assessScore(score, given, { atMs: time, convert: convertValue })
      io.line({ input, ...toLine(score, result), at: new Date(time).toISOString() })
      if (result.status === 'assessed') assessed++
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      io.line({ input, status: 'error', error: { code, message } })
    }
  }
  return assessed === files.length ? exitCodes.success : exitCodes.someFailed
}

/** As the other commands say it: `reason` is the first of the reasons. */
function toLine({ source }: ScoreDescriptor, result: ScoreResult): object {
  return result.status === 'assessed'
    ? { ...result, source }
    : { ...result, reason: result.reasons[0], source }
}

function describe(score: ScoreDescriptor): object {
  const { id, source, population, result, bands } = score
  const inputs = Object.entries(score.inputs).map(([name, use]) => ({
    input: name,
    need: use.need,
    ...(use.unlessStated !== undefined && { unlessStated: use.unlessStated }),
    ...(use.greatestAgeHours !== null && { greatestAgeHours: use.greatestAgeHours }),
    ...describeInput(inputOf(name as InputId)),
  }))
  return { score: id, source, population, inputs, result, bands }
}

function describeInput(input: ScoreInput): object {
  if (input.kind === 'choice') return { kind: input.kind, options: input.options }
  const { kind, unit, alsoIn, possible } = input
  return { kind, unit, ...(alsoIn && { alsoIn }), possible }
}

/** A file of values for a score: one JSON object, an input's name with a value, or with value, unit and date. */
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { findInput } from '../../shared/domain/scores/input-names'
import { GivenValue } from '../../shared/domain/scores/read-value'
import { parseIsoTime, timeBounds } from '../../shared/domain/record/times'
import { AppException } from '../../shared/result'

const mostBytes = 1_000_000

const FileValues = z.record(
  z.string().max(200),
  z.union([z.null(), z.number(), z.string().max(1_000), z.boolean(), GivenValue]),
)

/** @throws AppException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, INVALID_INPUT */
export async function readScoreInputs(path: string): Promise<Record<string, GivenValue>> {
  return parseScoreInputs(await readText(path))
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > mostBytes) throw new AppException('FILE_TOO_LARGE', 'A file of values has at most 1 MB.')
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof AppException) throw thrown
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    throw new AppException(
      isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      isMissing ? 'There is no such file.' : 'The file cannot be read.',
    )
  }
}

/** Values by id of the input; what is null counts as not given. @throws AppException INVALID_INPUT */
export function parseScoreInputs(text: string): Record<string, GivenValue> {
  const parsed = FileValues.safeParse(parseJson(text))
  if (!parsed.success)
    throw new AppException('INVALID_INPUT', 'The file is not one object of values with unit and date.')
  const given = new Map<string, GivenValue>()
  for (const [name, value] of Object.entries(parsed.data)) {
    if (value === null) continue
    // A name that no score knows is kept: the score says that it does not ask for it.
    const id = findInput(name) ?? name
    if (given.has(id)) throw new AppException('INVALID_INPUT', `The file gives ${id} twice.`)
    given.set(id, typeof value === 'object' ? value : { value })
  }
  return Object.fromEntries(given)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new AppException('INVALID_INPUT', 'The file is not JSON.')
  }
}

/**
 * The time of an assessment for which none was stated: that of the latest value, so that a file of last year is judged by
 * itself; now where no value has a date.
 */
export function latestTime(given: Readonly<Record<string, GivenValue>>): number | null {
  const times = Object.values(given).flatMap(({ date }) => {
    const time = date === undefined ? null : parseIsoTime(date, 'UTC')
    return time ? [timeBounds(time).endMs] : []
  })
  return times.length > 0 ? Math.max(...times) : null
}

/** A pipeline, and what it has learnt, as files that go to other machines. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { canonicalJson } from '../../shared/domain/preparation/canonical-json'
import { PreparationPipeline } from '../../shared/domain/preparation/pipeline'
import { PreparationState } from '../../shared/domain/preparation/state'
import { AppException } from '../../shared/result'

/** SHA-256 of the canonical JSON: the same pipeline has the same hash wherever it is kept. */
export const pipelineHash = (pipeline: PreparationPipeline): string =>
  createHash('sha256').update(canonicalJson(pipeline), 'utf8').digest('hex')

/** A bare pipeline, or one with what it has learnt. */
const PipelineFile = z.union([
  z.strictObject({ pipeline: PreparationPipeline, state: PreparationState.nullable() }),
  PreparationPipeline.transform((pipeline) => ({ pipeline, state: null })),
])
type PipelineFile = z.output<typeof PipelineFile>

/** @throws AppException FILE_NOT_FOUND, PIPELINE_FILE_INVALID where it is neither, or the state is another pipeline's */
export const readPipelineFile = async (path: string): Promise<PipelineFile> =>
  parsePipelineFile(await readText(path))

/** @throws AppException PIPELINE_FILE_INVALID as readPipelineFile */
export function parsePipelineFile(text: string): PipelineFile {
  const read = PipelineFile.safeParse(parseJson(text))
  if (!read.success)
    throw new AppException('PIPELINE_FILE_INVALID', 'The file is not a pipeline of the workshop.')
  const { pipeline, state } = read.data
  if (state) requireStateOf(pipeline, state)
  return read.data
}

/** @throws AppException as readPipelineFile */
export async function readStateFile(path: string, pipeline: PreparationPipeline): Promise<PreparationState> {
  const read = PreparationState.safeParse(parseJson(await readText(path)))
  if (!read.success)
    throw new AppException('PIPELINE_FILE_INVALID', 'The file is not what a pipeline has learnt.')
  requireStateOf(pipeline, read.data)
  return read.data
}

function requireStateOf(pipeline: PreparationPipeline, state: PreparationState): void {
  if (state.pipeline !== pipelineHash(pipeline))
    throw new AppException('PIPELINE_FILE_INVALID', 'What was learnt belongs to another pipeline.')
}

export async function writePipelineFile(path: string, file: PipelineFile): Promise<void> {
  await writeFile(path, `${JSON.stringify(file, null, 1)}\n`)
}

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => {
    throw new AppException('FILE_NOT_FOUND', 'There is no such file.')
  })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppException('PIPELINE_FILE_INVALID', 'The file is not JSON.')
  }
}

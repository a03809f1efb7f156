/**
 * Where a graph really ran. A provider that is missing from the build or takes none of the nodes is dropped without a
 * word and the CPU does the work; onnxruntime's own profile names the provider of every node, so that is what counts.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import type { NamedTensors } from '../golden'
import { providerRuntimeNames } from '../providers'
import { runSession, sessionOptions } from './run-session'

/**
 * Runs a golden input (never a patient's image: profiles are files) and counts the nodes that ran on `provider`.
 * @throws whatever session creation or the run throws
 */
export async function countNodesOn(
  provider: ExecutionProvider,
  weights: Uint8Array,
  inputs: NamedTensors,
  threads: number,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-profile-'))
  try {
    const session = await InferenceSession.create(weights, {
      ...sessionOptions(provider, threads),
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
    })
    try {
      await runSession(session, inputs)
      session.endProfiling()
    } finally {
      await session.release()
    }
    return countInProfile(folder, providerRuntimeNames[provider])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function countInProfile(folder: string, runtimeName: string): Promise<number> {
  const [file] = await readdir(folder)
  if (!file) return 0
  const profile = await readFile(join(folder, file), 'utf8')
  return profile.match(new RegExp(`"provider"\\s*:\\s*"${runtimeName}"`, 'g'))?.length ?? 0
}

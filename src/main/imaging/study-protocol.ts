/**
 * `study://`: decrypted pixels for the window, by opaque ids. 404 unknown, 423 while the vault is locked, 422 where the
 * pixels cannot be decoded; `x-vesalius-error` names the code.
 */
import type { Protocol } from 'electron'
import { AppException, toAppError } from '../../shared/result'
import type { OpenVault } from '../workers/vault-workers'

/** The interface's own origin: nobody else may read an answer. */
const reader = 'app://ui'
/** Bodies are handed over in parts, so that a large one does not hold up main. */
const partBytes = 1 << 20

interface Answer {
  type: string
  bytes: Uint8Array
  headers: Record<string, string>
}

/** @param requireOpen throws AppException VAULT_LOCKED */
export function serveStudies(protocol: Protocol, requireOpen: () => OpenVault): void {
  protocol.handle('study', (request) => answerStudyRequest(request, requireOpen))
}

export async function answerStudyRequest(request: Request, requireOpen: () => OpenVault): Promise<Response> {
  try {
    if (request.method !== 'GET') throw new AppException('INVALID_INPUT', 'Only GET is understood.')
    const { type, bytes, headers } = await find(requireOpen(), new URL(request.url), request.signal)
    return new Response(inParts(bytes), {
      headers: { ...common, ...headers, 'content-type': type, 'content-length': String(bytes.length) },
    })
  } catch (thrown) {
    const { code } = toAppError(thrown)
    return new Response(null, { status: statusOf(code), headers: { ...common, 'x-vesalius-error': code } })
  }
}

const common = {
  'access-control-allow-origin': reader,
  'access-control-expose-headers': 'x-vesalius-frame, x-vesalius-map, x-vesalius-error',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

function statusOf(code: string): number {
  if (code === 'VAULT_LOCKED') return 423
  if (code === 'NOT_FOUND' || code === 'INVALID_INPUT') return 404
  if (code === 'INTERNAL' || code === 'BLOB_DAMAGED') return 500
  return 422
}

async function find(vault: OpenVault, url: URL, signal: AbortSignal): Promise<Answer> {
  const [first, second, ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent)
  if (first && rest.length === 0) {
    if (url.host === 'frame' && second && /^\d{1,7}$/.test(second))
      return frame(vault, first, Number(second), signal)
    if (url.host === 'thumbnail' && second === undefined) return thumbnail(vault, first, signal)
    if (url.host === 'activation' && second) return activation(vault, first, second)
  }
  throw new AppException('NOT_FOUND', 'There is no such resource.')
}

async function frame(
  { pixels }: OpenVault,
  instanceId: string,
  index: number,
  signal: AbortSignal,
): Promise<Answer> {
  const { description, bytes } = await pixels.frame(instanceId, index, signal)
  return {
    type: 'application/octet-stream',
    bytes,
    headers: { 'x-vesalius-frame': JSON.stringify(description) },
  }
}

async function thumbnail({ pixels }: OpenVault, instanceId: string, signal: AbortSignal): Promise<Answer> {
  return { type: 'image/png', bytes: await pixels.thumbnail(instanceId, signal), headers: {} }
}

async function activation({ reader: store }: OpenVault, runId: string, label: string): Promise<Answer> {
  const map = await store.call('findActivation', { runId, label })
  if (!map) throw new AppException('NOT_FOUND', 'There is no such map.')
  const { rows, columns, data } = map
  return {
    type: 'application/octet-stream',
    bytes: data,
    headers: { 'x-vesalius-map': JSON.stringify({ rows, columns }) },
  }
}

function inParts(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.length) {
        controller.close()
        return
      }
      controller.enqueue(bytes.subarray(at, at + partBytes))
      at += partBytes
    },
  })
}

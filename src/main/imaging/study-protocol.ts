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

/** A picture of a model's trial; null where there is none of this name. One byte a place. */
type FindPreview = (
  previewId: string,
  what: string,
) => { rows: number; columns: number; data: Uint8Array } | null

/** @param requireOpen throws AppException VAULT_LOCKED */
export function serveStudies(
  protocol: Protocol,
  requireOpen: () => OpenVault,
  findPreview: FindPreview = () => null,
): void {
  protocol.handle('study', (request) => answerStudyRequest(request, requireOpen, findPreview))
}

export async function answerStudyRequest(
  request: Request,
  requireOpen: () => OpenVault,
  findPreview: FindPreview = () => null,
): Promise<Response> {
  try {
    if (request.method !== 'GET') throw new AppException('INVALID_INPUT', 'Only GET is understood.')
    const { type, bytes, headers } = await find(
      requireOpen(),
      new URL(request.url),
      request.signal,
      findPreview,
    )
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

async function find(
  vault: OpenVault,
  url: URL,
  signal: AbortSignal,
  findPreview: FindPreview,
): Promise<Answer> {
  const [first, second, ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent)
  if (first && rest.length === 0) {
    if (url.host === 'frame' && second && /^\d{1,7}$/.test(second))
      return frame(vault, first, Number(second), signal)
    if (url.host === 'thumbnail' && second === undefined) return thumbnail(vault, first, signal)
    if (url.host === 'activation' && second) return activation(vault, first, second)
    if (url.host === 'preview' && second) return asMap(findPreview(first, second))
    if (url.host === 'mask' && second) return mask(vault, first, second)
    if (url.host === 'explanation' && second === undefined) return explanation(vault, first)
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
  return asMap(await store.call('findActivation', { runId, label }))
}

async function explanation({ reader: store }: OpenVault, id: string): Promise<Answer> {
  return asMap(await store.call('findExplanationMap', id))
}

/** One byte a place: 1 inside the region, 0 outside. The header also names the part of the film that the grid lies on. */
async function mask({ reader: store }: OpenVault, runId: string, label: string): Promise<Answer> {
  const found = await store.call('findMask', runId)
  const data = found?.regions.find((each) => each.label === label)?.data
  if (!found || !data) throw new AppException('NOT_FOUND', 'There is no such mask.')
  const { rows, columns, region } = found
  return {
    type: 'application/octet-stream',
    bytes: data,
    headers: { 'x-vesalius-map': JSON.stringify({ rows, columns, region }) },
  }
}

/** Row by row; float32, little-endian, unless its kind says otherwise. */
function asMap(map: { rows: number; columns: number; data: Uint8Array } | null): Answer {
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

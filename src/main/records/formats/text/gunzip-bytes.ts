/** Opens gzip (RFC 1952), also bgzip's many members, as a stream with a limit on how far it may swell. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { UnreadableContent } from './unreadable-content'

export interface GunzipLimits {
  /** bytes out for each byte in, tested once more than `freeBytes` came out; tables of measurements shrink 5 to 50 times */
  mostRatio: number
  freeBytes: number
}

export const gunzipLimits: GunzipLimits = { mostRatio: 300, freeBytes: 32 * 1024 * 1024 }

/**
 * The bytes themselves, or what they hold where they begin with gzip's magic number.
 *
 * @throws UnreadableContent where the data is damaged, cut off or swells beyond the limits. Errors of the source pass.
 */
export async function* gunzipWhereNeeded(
  bytes: AsyncIterable<Uint8Array>,
  limits: GunzipLimits = gunzipLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = bytes[Symbol.asyncIterator]()
  try {
    const head = await readHead(source)
    const whole = followedBy(head, source)
    if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole, limits)
    else yield* whole
  } finally {
    await source.return?.()
  }
}

/** At least two bytes, unless the source has fewer. */
async function readHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < 2) {
    const next = await source.next()
    if (next.done === true) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  return head
}

async function* followedBy(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}

async function* gunzip(bytes: AsyncGenerator<Uint8Array>, limits: GunzipLimits): AsyncGenerator<Uint8Array> {
  let read = 0
  let written = 0
  const counted = async function* () {
    for await (const chunk of bytes) {
      read += chunk.length
      yield chunk
    }
  }
  const stopped = new AbortController()
  const opened = createGunzip({ chunkSize: 256 * 1024 })
  const flow = pipeline(Readable.from(counted(), { objectMode: true }), opened, { signal: stopped.signal })
  // What goes wrong in the flow destroys `opened`, whose iteration below throws it; this keeps it from being thrown twice.
  flow.catch(() => undefined)
  try {
    for await (const chunk of opened as AsyncIterable<Buffer>) {
      written += chunk.length
      if (written > limits.freeBytes && written > read * limits.mostRatio)
        throw new UnreadableContent(
          'too-large',
          `the compressed data swells more than ${limits.mostRatio} times`,
        )
      yield chunk
    }
  } catch (error) {
    throw isZlibError(error)
      ? new UnreadableContent(
          'malformed',
          `the compressed data is damaged or cut off after ${written} bytes of content`,
        )
      : error
  } finally {
    stopped.abort()
    await flow.catch(() => undefined)
  }
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  (error.code.startsWith('Z_') || error.code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END')

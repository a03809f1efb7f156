/** Where a frame's bytes lie: computed for native pixels, found among the fragments of encapsulated ones (PS3.5 A.4). */
import { AppException } from '../../../shared/result'
import { streamKind } from '../codecs/stream-header'
import type { Fragment } from './data-set'
import { frameBits, type PixelModule } from './pixel-module'
import type { Compression } from './transfer-syntax'

const truncated = (index: number) =>
  new AppException('DICOM_TRUNCATED', 'The file ends before its pixels do.', { frame: index + 1 })

/** Native pixels of a frame; a frame of one-bit pixels may start inside a byte. @throws AppException DICOM_TRUNCATED */
export function nativeFrame(module: PixelModule, index: number): { bytes: Uint8Array; firstBit: number } {
  const { element, dataSet } = module
  const bits = frameBits(module)
  const start = Math.floor((index * bits) / 8)
  const end = Math.ceil(((index + 1) * bits) / 8)
  if (end > element.length) throw truncated(index)
  return { bytes: dataSet.reader.bytes(element.offset + start, end - start), firstBit: (index * bits) % 8 }
}

/** Compressed bytes of a frame. @throws AppException DICOM_TRUNCATED, DICOM_MALFORMED */
export function compressedFrame(module: PixelModule, index: number): Uint8Array {
  const fragments = frameFragments(module)[index]
  if (!fragments || fragments.length === 0) throw truncated(index)
  const { element, dataSet } = module
  const last = element.fragments?.at(-1)
  if (element.truncated && fragments.at(-1) === last) throw truncated(index)
  const parts = fragments.map(({ offset, length }) => dataSet.reader.bytes(offset, length))
  const [only] = parts
  return parts.length === 1 && only ? only : Buffer.concat(parts)
}

/** Senders mix up the names of compressions, or name none: a stream that says what it is is believed. */
export function compressionOf({ transferSyntax }: PixelModule, stream: Uint8Array): Compression {
  const { compression } = transferSyntax
  const isNamed = compression === 'none' || /^(jpeg|htj2k)/.test(compression)
  return isNamed ? (streamKind(stream) ?? compression) : compression
}

const found = new WeakMap<PixelModule, Fragment[][]>()

/** Fragments of each frame; fewer frames than declared where the file holds fewer. */
export function frameFragments(module: PixelModule): Fragment[][] {
  let frames = found.get(module)
  if (!frames) found.set(module, (frames = divide(module)))
  return frames
}

function divide(module: PixelModule): Fragment[][] {
  const { element, frames } = module
  if (!element.fragments)
    throw new AppException('DICOM_MALFORMED', 'The pixels are not encapsulated as the header says.')
  const [table, ...fragments] = element.fragments
  if (!table) return []
  if (frames === 1) return [fragments]
  if (fragments.length === frames) return fragments.map((fragment) => [fragment])
  const first = fragments[0]
  if (!first || fragments.length < frames) return fragments.map((fragment) => [fragment])
  return (
    byOffsets(fragments, extendedOffsets(module)) ??
    byOffsets(fragments, basicOffsets(module, table)) ??
    byContent(module, fragments)
  )
}

/** Basic Offset Table: from the first fragment's item tag to each frame's. */
function basicOffsets({ dataSet, frames }: PixelModule, table: Fragment): number[] {
  if (table.length !== frames * 4) return []
  return Array.from({ length: frames }, (_, nth) => dataSet.reader.uint32(table.offset + nth * 4, true))
}

/** Extended Offset Table (7FE0,0001). */
function extendedOffsets({ dataSet, frames }: PixelModule): number[] {
  const bytes = dataSet.bytes(0x7fe00001)
  if (bytes?.length !== frames * 8) return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: frames }, (_, nth) => Number(view.getBigUint64(nth * 8, true)))
}

/** Null where an offset hits no fragment. */
function byOffsets(fragments: readonly Fragment[], offsets: readonly number[]): Fragment[][] | null {
  const [first] = fragments
  if (!first || offsets.length === 0) return null
  const starts = new Map(fragments.map(({ offset }, nth) => [offset - first.offset, nth]))
  const heads = offsets.map((offset) => starts.get(offset) ?? -1)
  const isOrdered = heads.every((head, nth) => head >= 0 && head > (heads[nth - 1] ?? -1))
  return isOrdered ? heads.map((head, nth) => fragments.slice(head, heads[nth + 1])) : null
}

/** Without a table a frame starts at a fragment that starts as an image does. RLE has one fragment a frame. */
function byContent({ dataSet }: PixelModule, fragments: readonly Fragment[]): Fragment[][] {
  const frames: Fragment[][] = []
  for (const fragment of fragments) {
    const [a, b] = dataSet.reader.bytes(fragment.offset, Math.min(2, fragment.length))
    const isStart = a === 0xff && (b === 0xd8 || b === 0x4f)
    if (isStart || frames.length === 0) frames.push([fragment])
    else frames.at(-1)?.push(fragment)
  }
  return frames
}

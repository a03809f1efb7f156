/**
 * Weights that a model keeps in files beside it (onnx.proto3, TensorProto.external_data) are written into one model file:
 * one hash then stands for all of it, onnxruntime gets bytes and never a path, and nothing can be swapped between them.
 */
import { open } from 'node:fs/promises'
import { AppException } from '../../../shared/result'
import type { ByteSource } from '../../imaging/byte-source'
import { refuseTooLarge } from './inspect-onnx'
import { malformed, type Field, type Span, WireReader } from './wire-reader'

/** A piece of the joined file: bytes of its own, or a range of the model file (null) or of a file beside it. */
export type Piece = Uint8Array | { file: string | null; start: number; end: number }

export interface JoinPlan {
  /** in order */
  pieces: Piece[]
  /** of the joined file */
  bytes: number
}

/** A name in the model's own folder: no path, nothing hidden, no part of a package by another name. */
export const isPlainDataName = (name: string): boolean =>
  /^\w[\w.-]{0,199}$/.test(name) && !/\.onnx$|^manifest\.json$|^CARD\.md$/i.test(name)

type Kind = 'model' | 'graph' | 'function' | 'node' | 'attribute' | 'sparse' | 'tensor'

/** Fields of onnx.proto3 on the way to a tensor. */
const inside: Record<Exclude<Kind, 'tensor'>, Partial<Record<number, Kind>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
}

/** Bits of one element by TensorProto.DataType; text (8) has no size. */
const elementBits: Partial<Record<number, number>> = {
  ...{
    1: 32,
    2: 8,
    3: 8,
    4: 16,
    5: 16,
    6: 32,
    7: 64,
    9: 8,
    10: 16,
    11: 64,
    12: 32,
    13: 64,
    14: 64,
    15: 128,
    16: 16,
  },
  ...{ 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4 },
}

interface Work {
  reader: WireReader
  /** bytes of a file beside the model; null where there is none */
  sizeOf: (name: string) => number | null
}

/**
 * What the file with everything in it consists of. The model has passed inspectOnnx, so its nesting is bounded.
 * @param sizeOf bytes of a file beside the model; null where there is none
 * @throws AppException MODEL_EXTERNAL_DATA, MODEL_FILE_MALFORMED where a range is not inside its file or has another size than
 *   its weight, MODEL_FILE_TOO_LARGE
 */
export function planJoin(source: ByteSource, sizeOf: Work['sizeOf']): JoinPlan {
  const whole = { start: 0, end: source.size }
  const pieces = rebuilt({ reader: new WireReader(source), sizeOf }, whole, 'model') ?? [range(whole)]
  const bytes = lengthOf(pieces)
  // Many weights may point at the same bytes: what counts is what they become.
  refuseTooLarge(bytes)
  return { pieces, bytes }
}

const copiedAtOnce = 1 << 20

/** @param sources the model file (null) and the files beside it, by name. @throws AppException CANCELLED */
export async function writeJoined(
  path: string,
  { pieces }: JoinPlan,
  sources: ReadonlyMap<string | null, ByteSource>,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) {
        await file.writeFile(piece)
        continue
      }
      const source = sources.get(piece.file)
      if (!source) throw new AppException('INTERNAL', 'A file of the plan was not opened.')
      for (let at = piece.start; at < piece.end; at += copiedAtOnce) {
        if (signal.aborted) throw new AppException('CANCELLED', 'Reading the model was cancelled.')
        await file.writeFile(source.read(at, Math.min(copiedAtOnce, piece.end - at)))
      }
    }
  } finally {
    await file.close()
  }
}

/** A message with the weights in it; null where none of it lies elsewhere. */
function rebuilt(work: Work, span: Span, kind: Kind): Piece[] | null {
  if (kind === 'tensor') return rebuiltTensor(work, span)
  const pieces: Piece[] = []
  let copied = span.start
  let fieldStart = span.start
  for (const field of work.reader.fields(span)) {
    const child = inside[kind][field.number]
    const inner = child && rebuilt(work, work.reader.message(field), child)
    if (inner) {
      pieces.push(range({ start: copied, end: fieldStart }), head(field.number, lengthOf(inner)))
      // Not spread: a graph may have more pieces than a call may have arguments.
      for (const piece of inner) pieces.push(piece)
      copied = field.end
    }
    fieldStart = field.end
  }
  if (copied === span.start) return null
  pieces.push(range({ start: copied, end: span.end }))
  return pieces
}

interface Place {
  location: string
  offset: number
  /** null where it is not stated: as many as the weight has */
  length: number | null
}

function rebuiltTensor({ reader, sizeOf }: Work, span: Span): Piece[] | null {
  const kept: Piece[] = []
  const entries: Field[] = []
  let elements = 1
  let type = 0
  let isExternal = false
  let hasValues = false
  let fieldStart = span.start
  for (const field of reader.fields(span)) {
    if (field.number === 13) entries.push(field)
    else if (field.number === 14) isExternal = field.value === 1
    else kept.push(range({ start: fieldStart, end: field.end }))
    if (field.number === 1) for (const size of reader.numbers(field, 16)) elements *= size
    else if (field.number === 2) type = field.value
    else if (field.number === 9) hasValues = true
    fieldStart = field.end
  }
  if (!isExternal && entries.length === 0) return null
  if (hasValues) throw malformed('a weight lies in two places')
  const bytes = bytesOf(elements, type)
  const place = readPlace(reader, entries)
  if (place.length !== null && place.length !== bytes)
    throw malformed('a weight has another size than its values')
  const size = isPlainDataName(place.location) ? sizeOf(place.location) : null
  if (size === null)
    throw new AppException('MODEL_EXTERNAL_DATA', 'The weights lie in files that are not beside the model.')
  const end = place.offset + bytes
  if (end > size) throw malformed('a weight reaches beyond the file that it lies in')
  return [...kept, head(9, bytes), { file: place.location, start: place.offset, end }]
}

function bytesOf(elements: number, type: number): number {
  const bits = elementBits[type]
  const bytes = bits === undefined ? NaN : Math.ceil((elements * bits) / 8)
  if (!Number.isSafeInteger(bytes)) throw malformed('a weight in another file has no valid size')
  return bytes
}

/** StringStringEntryProto, each key once. */
function readPlace(reader: WireReader, entries: readonly Field[]): Place {
  const values = new Map<string, string>()
  for (const entry of entries) {
    let [key, value] = ['', '']
    for (const part of reader.fields(reader.message(entry))) {
      if (part.number === 1) key = reader.text(part)
      else if (part.number === 2) value = reader.text(part)
    }
    if (values.has(key)) throw malformed('a weight lies in two places')
    values.set(key, value)
  }
  const length = values.get('length')
  return {
    location: values.get('location') ?? '',
    offset: wholeNumber(values.get('offset') ?? '0'),
    length: length === undefined ? null : wholeNumber(length),
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw malformed('the place of a weight is no number')
  return Number(text)
}

const range = ({ start, end }: Span): Piece => ({ file: null, start, end })

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce(
    (sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.end - piece.start),
    0,
  )

/** Tag and length of a field whose bytes follow. */
const head = (field: number, length: number): Uint8Array =>
  Uint8Array.of(...varint(field * 8 + 2), ...varint(length))

function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) | 128)
  }
}

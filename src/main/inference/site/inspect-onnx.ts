/**
 * Reads an .onnx file (onnx.proto3 of https://github.com/onnx/onnx) without running it and without its weights: inputs,
 * outputs, operators, where the weights are. Runs in a worker; the file is foreign and may be hostile.
 */
import { createHash } from 'node:crypto'
import {
  elementTypes,
  GraphReport,
  largestModelBytes,
  type GraphPort,
} from '../../../shared/domain/models/site/graph-report'
import { AppException } from '../../../shared/result'
import type { ByteSource } from '../../imaging/byte-source'
import { malformed, WireReader, type Field, type Span } from './wire-reader'

/** Bounds on what a file may name: real models stay far below them. */
const limits = { nodes: 200_000, names: 400_000, rank: 16, depth: 12, ports: 64, metadata: 64, files: 256 }

/** Operator sets that onnxruntime brings with it; anything else needs code that the program does not load. */
const knownDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'])

/** Operators that pass values on as they are; the one before them says what an output is. */
const passing = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Cast'])

/** float32, float16, float64, bfloat16: shapes and indices, which are whole numbers, are no parameters */
const decimalTypes = new Set([1, 10, 11, 16])

interface Node {
  op: string
  inputs: string[]
}

/** What is gathered while the file is walked. */
interface Findings {
  reader: WireReader
  nodes: number
  names: number
  ops: Map<string, number>
  /** domain and name of functions that the file itself defines */
  functions: Set<string>
  initialisers: Set<string>
  parameters: number
  externalFiles: Set<string>
  /** output name -> node of the main graph */
  producers: Map<string, Node>
}

export interface ReadOptions {
  signal?: AbortSignal | undefined
  /** bytes hashed so far; called about every 16 MB */
  progress?: ((bytes: number) => void) | undefined
}

/**
 * @throws AppException FILE_EMPTY, MODEL_FILE_TOO_LARGE, MODEL_FILE_MALFORMED, MODEL_CUSTOM_OPS, CANCELLED
 */
export function inspectOnnx(source: ByteSource, { signal, progress }: ReadOptions = {}): GraphReport {
  if (source.size === 0) throw new AppException('FILE_EMPTY', 'The file is empty.')
  refuseTooLarge(source.size)
  const reader = new WireReader(source)
  const found: Findings = {
    reader,
    nodes: 0,
    names: 0,
    ops: new Map(),
    functions: new Set(),
    initialisers: new Set(),
    parameters: 0,
    externalFiles: new Set(),
    producers: new Map(),
  }
  const model = readModel(found, { start: 0, end: source.size })
  refuseCustomOps(found)
  return GraphReport.parse({
    ...model,
    bytes: source.size,
    sha256: hashOf(source, { signal, progress }),
    joined: [],
  })
}

/** @throws AppException MODEL_FILE_TOO_LARGE */
export function refuseTooLarge(bytes: number): void {
  if (bytes > largestModelBytes)
    throw new AppException('MODEL_FILE_TOO_LARGE', 'The model file is larger than 500 MB.', {
      megabytes: Math.ceil(bytes / 1e6),
    })
}

function readModel(found: Findings, span: Span): Omit<GraphReport, 'bytes' | 'sha256' | 'joined'> {
  const { reader } = found
  let irVersion: number | null = null
  let producer = ''
  let graph: Span | null = null
  const opsets: GraphReport['opsets'] = []
  const metadata: GraphReport['metadata'] = []
  const functions: Span[] = []
  for (const field of reader.fields(span)) {
    if (field.number === 1) irVersion = field.value
    else if (field.number === 2) producer = [reader.text(field), producer].filter(Boolean).join(' ')
    else if (field.number === 3) producer = [producer, reader.text(field)].filter(Boolean).join(' ')
    else if (field.number === 7) graph = reader.message(field)
    else if (field.number === 8) opsets.push(readOpset(found, field))
    else if (field.number === 14 && metadata.length < limits.metadata) metadata.push(readPair(found, field))
    else if (field.number === 25) functions.push(reader.message(field))
  }
  if (irVersion === null || !Number.isSafeInteger(irVersion) || irVersion < 1 || irVersion > 1000)
    throw malformed('it states no version of the format')
  if (!graph) throw malformed('it holds no graph')
  if (opsets.length === 0) throw malformed('it names no operator set')
  for (const one of functions) readFunction(found, one)
  const { inputs, outputs } = readGraph(found, graph, 0)
  if (inputs.length === 0 || outputs.length === 0) throw malformed('the graph has no input or no output')
  return {
    irVersion,
    producer,
    opsets,
    inputs,
    outputs: outputs.map((port) => ({ ...port, lastOp: lastOpOf(found, port.name) })),
    ops: [...found.ops]
      .map(([key, count]) => {
        const [domain = '', op = ''] = key.split('\n')
        return { domain, op, count }
      })
      .sort((one, other) => other.count - one.count || (one.op < other.op ? -1 : 1)),
    parameters: found.parameters,
    externalFiles: [...found.externalFiles].sort(),
    metadata,
  }
}

function readOpset({ reader }: Findings, field: Field): GraphReport['opsets'][number] {
  let domain = ''
  let version = 0
  for (const part of reader.fields(reader.message(field))) {
    if (part.number === 1) domain = reader.text(part)
    else if (part.number === 2) version = part.value
  }
  if (!Number.isSafeInteger(version)) throw malformed('an operator set has no valid version')
  return { domain, version }
}

/** StringStringEntryProto */
function readPair({ reader }: Findings, field: Field): { key: string; value: string } {
  const pair = { key: '', value: '' }
  for (const part of reader.fields(reader.message(field))) {
    if (part.number === 1) pair.key = reader.text(part)
    else if (part.number === 2) pair.value = reader.text(part, 4096)
  }
  return pair
}

/** FunctionProto: its own name is an operator that needs no code of others. */
function readFunction(found: Findings, span: Span): void {
  const { reader } = found
  let name = ''
  let domain = ''
  for (const field of reader.fields(span)) {
    if (field.number === 1) name = reader.text(field)
    else if (field.number === 10) domain = reader.text(field)
    else if (field.number === 7) readNode(found, reader.message(field), 1)
  }
  found.functions.add(`${domain}\n${name}`)
}

function readGraph(
  found: Findings,
  span: Span,
  depth: number,
): { inputs: GraphPort[]; outputs: GraphPort[] } {
  if (depth > limits.depth) throw malformed('its graphs are nested too deeply')
  const { reader } = found
  const inputs: GraphPort[] = []
  const outputs: GraphPort[] = []
  for (const field of reader.fields(span)) {
    if (field.number === 1) readNode(found, reader.message(field), depth)
    else if (field.number === 5) found.initialisers.add(readTensor(found, reader.message(field)))
    else if (field.number === 11) inputs.push(readPort(found, field))
    else if (field.number === 12) outputs.push(readPort(found, field))
    else if (field.number === 15) found.initialisers.add(readSparse(found, reader.message(field)))
    // Old exporters list every initialiser as an input too, hence the high bound here.
    if (inputs.length > limits.names || outputs.length > limits.ports)
      throw malformed('it has too many ports')
  }
  // Before format 4 initialisers had to be listed among the inputs; they need not be fed.
  const free = inputs.filter(({ name }) => !found.initialisers.has(name))
  if (depth === 0 && free.length > limits.ports) throw malformed('it has too many inputs')
  return { inputs: free, outputs }
}

function readNode(found: Findings, span: Span, depth: number): void {
  if (++found.nodes > limits.nodes) throw malformed('it has too many operators')
  const { reader } = found
  let op = ''
  let domain = ''
  const inputs: string[] = []
  const outputs: string[] = []
  for (const field of reader.fields(span)) {
    if (field.number === 1 || field.number === 2) {
      if (++found.names > limits.names) throw malformed('it has too many names')
      const into = field.number === 1 ? inputs : outputs
      into.push(reader.text(field))
    } else if (field.number === 4) op = reader.text(field)
    else if (field.number === 7) domain = reader.text(field)
    else if (field.number === 5) readAttribute(found, reader.message(field), depth)
  }
  if (op === '') throw malformed('an operator has no name')
  const key = `${domain === 'ai.onnx' ? '' : domain}\n${op}`
  found.ops.set(key, (found.ops.get(key) ?? 0) + 1)
  if (depth === 0) for (const name of outputs) found.producers.set(name, { op, inputs })
}

/** Subgraphs of If, Loop and Scan, and tensors that stand in an attribute. */
function readAttribute(found: Findings, span: Span, depth: number): void {
  const { reader } = found
  for (const field of reader.fields(span)) {
    if (field.number === 6 || field.number === 11) readGraph(found, reader.message(field), depth + 1)
    else if (field.number === 5 || field.number === 10) readTensor(found, reader.message(field))
    else if (field.number === 22 || field.number === 23) readSparse(found, reader.message(field))
  }
}

/** TensorProto without its values; returns its name. */
function readTensor(found: Findings, span: Span): string {
  const { reader } = found
  let name = ''
  let elements = 1
  let type = 0
  let external = false
  let location = ''
  for (const field of reader.fields(span)) {
    if (field.number === 1) {
      for (const size of reader.numbers(field, limits.rank)) {
        if (!Number.isSafeInteger(size) || size < 0) throw malformed('a weight has no valid shape')
        elements *= size
      }
    } else if (field.number === 2) type = field.value
    else if (field.number === 8) name = reader.text(field)
    else if (field.number === 13) {
      const { key, value } = readPair(found, field)
      if (key === 'location') location = value
    } else if (field.number === 14) external = field.value === 1
  }
  if (!Number.isSafeInteger(elements)) throw malformed('a weight has no valid shape')
  if (decimalTypes.has(type)) found.parameters += elements
  if (!Number.isSafeInteger(found.parameters)) throw malformed('its weights have no valid size')
  if (external || location !== '') {
    if (found.externalFiles.size >= limits.files) throw malformed('its weights lie in too many files')
    found.externalFiles.add(location)
  }
  return name
}

/** SparseTensorProto: its values' name is the initialiser's. */
function readSparse(found: Findings, span: Span): string {
  let name = ''
  for (const field of found.reader.fields(span)) {
    if (field.number === 1) name = readTensor(found, found.reader.message(field))
    // indices
    else if (field.number === 2) readTensor(found, found.reader.message(field))
  }
  return name
}

/** ValueInfoProto */
function readPort(found: Findings, field: Field): GraphPort {
  const { reader } = found
  let port: GraphPort = { name: '', type: 'unknown', shape: null }
  for (const part of reader.fields(reader.message(field))) {
    if (part.number === 1) port = { ...port, name: reader.text(part) }
    else if (part.number === 2) port = { ...port, ...readType(found, reader.message(part)) }
  }
  if (port.name === '') throw malformed('an input or output has no name')
  return port
}

const otherTypes: Partial<Record<number, string>> = {
  4: 'sequence',
  5: 'map',
  7: 'opaque',
  8: 'sparse',
  9: 'optional',
}

function readType({ reader }: Findings, span: Span): Pick<GraphPort, 'type' | 'shape'> {
  let type = 'unknown'
  let shape: GraphPort['shape'] = null
  for (const field of reader.fields(span)) {
    if (field.number !== 1) {
      type = otherTypes[field.number] ?? type
      continue
    }
    for (const part of reader.fields(reader.message(field))) {
      if (part.number === 1) type = elementTypes[part.value] ?? `type ${part.value}`
      else if (part.number === 2) {
        shape = []
        for (const dim of reader.fields(reader.message(part))) {
          if (dim.number !== 1) continue
          if (shape.length >= limits.rank) throw malformed('a shape has too many dimensions')
          shape.push(readDimension(reader, reader.message(dim)))
        }
      }
    }
  }
  return { type, shape }
}

function readDimension(reader: WireReader, span: Span): number | string {
  let size: number | string = ''
  for (const field of reader.fields(span)) {
    // Some exporters write -1 or 0 for a dimension that is free.
    if (field.number === 1) size = Number.isSafeInteger(field.value) && field.value > 0 ? field.value : ''
    else if (field.number === 2) size = reader.text(field)
  }
  return size
}

function lastOpOf({ producers }: Findings, name: string): string {
  let wanted = name
  for (let steps = 0; steps < 32; steps += 1) {
    const node = producers.get(wanted)
    if (!node) return ''
    if (!passing.has(node.op)) return node.op
    wanted = node.inputs[0] ?? ''
  }
  return ''
}

function refuseCustomOps({ ops, functions }: Findings): void {
  for (const key of ops.keys()) {
    const [domain = '', op = ''] = key.split('\n')
    if (knownDomains.has(domain) || functions.has(key)) continue
    throw new AppException('MODEL_CUSTOM_OPS', `The model needs the operator ${op} of ${domain}.`, {
      operator: op.slice(0, 80),
      domain: domain.slice(0, 80),
    })
  }
}

const hashedAtOnce = 1 << 20

/** SHA-256, hex. @throws AppException CANCELLED */
export function hashOf(source: ByteSource, { signal, progress }: ReadOptions = {}): string {
  const hash = createHash('sha256')
  for (let at = 0; at < source.size; at += hashedAtOnce) {
    if (signal?.aborted) throw new AppException('CANCELLED', 'Reading the model was cancelled.')
    hash.update(source.read(at, Math.min(hashedAtOnce, source.size - at)))
    if (at % (hashedAtOnce * 16) === 0) progress?.(at)
  }
  return hash.digest('hex')
}

/** What an .onnx file says about itself, read without running it. */
import { z } from 'zod'

/** A model file may have this many bytes and not one more. */
export const largestModelBytes = 500_000_000

/** ONNX element types by number (onnx.proto3, TensorProto.DataType). */
export const elementTypes = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
] as const

/** An input or output of a graph. */
export const GraphPort = z.object({
  name: z.string(),
  /** element type, 'sequence', 'map' … for what is no tensor, 'unknown' where the file does not say */
  type: z.string(),
  /** a free dimension is its name, or '' where it has none; null where not even the rank is known */
  shape: z.array(z.union([z.number().int().nonnegative(), z.string()])).nullable(),
})
export type GraphPort = z.infer<typeof GraphPort>

export const GraphReport = z.object({
  bytes: z.number().int().positive(),
  sha256: z.string(),
  irVersion: z.number().int(),
  producer: z.string(),
  opsets: z.array(z.object({ domain: z.string(), version: z.number().int() })),
  /** those that a caller must feed: initialisers are left out */
  inputs: z.array(GraphPort),
  outputs: z.array(
    GraphPort.extend({
      /** the last operator that changes values, looking back through reshapes; '' where it cannot be told */
      lastOp: z.string(),
    }),
  ),
  /** operators with how often they occur, subgraphs included; most frequent first */
  ops: z.array(z.object({ domain: z.string(), op: z.string(), count: z.number().int().positive() })),
  /** decimal numbers in all initialisers together */
  parameters: z.number().int().nonnegative(),
  /** files that hold weights outside the model file, relative to its folder */
  externalFiles: z.array(z.string()),
  /** the files that were joined into this one, as they came; empty where it came as one */
  joined: z.array(z.object({ file: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string() })),
  metadata: z.array(z.object({ key: z.string(), value: z.string() })),
})
export type GraphReport = z.infer<typeof GraphReport>

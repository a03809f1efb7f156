/** Protocol buffers, writing side: just what an ONNX file needs (https://protobuf.dev/programming-guides/encoding/). */

export type Bytes = Uint8Array

export function varint(value: number | bigint): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
    if (rest === 0n) return Uint8Array.from(bytes)
  }
}

export function join(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const tag = (field: number, wire: number): Bytes => varint(field * 8 + wire)
export const int = (field: number, value: number | bigint): Bytes => join(tag(field, 0), varint(value))
/** Tag and length of a field whose bytes are written by somebody else. */
export const head = (field: number, length: number): Bytes => join(tag(field, 2), varint(length))
export const bytes = (field: number, value: Bytes): Bytes => join(head(field, value.length), value)
export const text = (field: number, value: string): Bytes => bytes(field, new TextEncoder().encode(value))
export const message = (field: number, ...parts: readonly Bytes[]): Bytes => bytes(field, join(...parts))
export function float(field: number, value: number): Bytes {
  return join(tag(field, 5), new Uint8Array(Float32Array.of(value).buffer))
}

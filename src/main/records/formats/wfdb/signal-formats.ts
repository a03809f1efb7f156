/** How WFDB signal files hold their samples, as signal(5) of the WFDB Applications Guide describes them. */
export const signalFormats = [16, 24, 32, 61, 80, 160, 212, 310, 311] as const
export type SignalFormat = (typeof signalFormats)[number]

interface Packing {
  bytes: number
  /** samples in `bytes` */
  samples: number
  unpack: (bytes: Uint8Array, at: number, into: Int32Array, index: number) => void
  /** the value that stands for no valid sample */
  invalid: number
}

const word = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)

/** Two's complement of the lowest bits. */
const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits)

const packings: Record<SignalFormat, Packing> = {
  16: {
    bytes: 2,
    samples: 1,
    invalid: -32768,
    unpack: (bytes, at, into, index) => void (into[index] = signed(word(bytes, at), 16)),
  },
  24: {
    bytes: 3,
    samples: 1,
    invalid: -8388608,
    unpack: (bytes, at, into, index) =>
      void (into[index] = signed(word(bytes, at) | (bytes[at + 2]! << 16), 24)),
  },
  32: {
    bytes: 4,
    samples: 1,
    invalid: -2147483648,
    unpack: (bytes, at, into, index) => void (into[index] = word(bytes, at) | (word(bytes, at + 2) << 16)),
  },
  61: {
    bytes: 2,
    samples: 1,
    invalid: -32768,
    unpack: (bytes, at, into, index) => void (into[index] = signed((bytes[at]! << 8) | bytes[at + 1]!, 16)),
  },
  80: {
    bytes: 1,
    samples: 1,
    invalid: -128,
    unpack: (bytes, at, into, index) => void (into[index] = bytes[at]! - 128),
  },
  160: {
    bytes: 2,
    samples: 1,
    invalid: -32768,
    unpack: (bytes, at, into, index) => void (into[index] = word(bytes, at) - 32768),
  },
  // Two samples of 12 bits: the low byte of each, their high halves in the byte between.
  212: {
    bytes: 3,
    samples: 2,
    invalid: -2048,
    unpack: (bytes, at, into, index) => {
      into[index] = signed(bytes[at]! | ((bytes[at + 1]! & 0x0f) << 8), 12)
      into[index + 1] = signed(bytes[at + 2]! | ((bytes[at + 1]! & 0xf0) << 4), 12)
    },
  },
  // Three samples of 10 bits: bits 1 to 10 of two words, and the upper five bits of both.
  310: {
    bytes: 4,
    samples: 3,
    invalid: -512,
    unpack: (bytes, at, into, index) => {
      const [first, second] = [word(bytes, at), word(bytes, at + 2)]
      into[index] = signed(first >> 1, 10)
      into[index + 1] = signed(second >> 1, 10)
      into[index + 2] = signed((first >> 11) | ((second >> 11) << 5), 10)
    },
  },
  // Three samples of 10 bits, one after the other from the lowest bit of 32.
  311: {
    bytes: 4,
    samples: 3,
    invalid: -512,
    unpack: (bytes, at, into, index) => {
      const whole = word(bytes, at) | (word(bytes, at + 2) << 16)
      into[index] = signed(whole, 10)
      into[index + 1] = signed(whole >> 10, 10)
      into[index + 2] = signed(whole >> 20, 10)
    },
  },
}

export const invalidSample = (format: SignalFormat): number => packings[format].invalid

/** Samples of a signal file as it is read, in steps of the converter. Bytes behind the last whole group give those samples that they hold whole. */
export async function* readSamples(
  bytes: AsyncIterable<Uint8Array>,
  format: SignalFormat,
  byteOffset = 0,
): AsyncGenerator<Int32Array, void, undefined> {
  // prettier-ignore
  const packing = packings[format]
  let skip = byteOffset
  let rest: Uint8Array = new Uint8Array(0)
  for await (const piece of bytes) {
    const fresh = piece.subarray(Math.min(skip, piece.length))
    skip -= piece.length - fresh.length
    const chunk = rest.length === 0 ? fresh : Buffer.concat([rest, fresh])
    const groups = Math.floor(chunk.length / packing.bytes)
    if (groups > 0) yield unpackGroups(chunk, groups, packing)
    rest = Uint8Array.from(chunk.subarray(groups * packing.bytes))
  }
  if (rest.length === 0 || packing.samples === 1) return
  const padded = new Uint8Array(packing.bytes)
  padded.set(rest)
  // Of 12-bit pairs two bytes hold the first; of 10-bit triples two bytes hold one as well.
  if (rest.length >= 2) yield unpackGroups(padded, 1, packing).slice(0, 1)
}

function unpackGroups(chunk: Uint8Array, groups: number, { bytes, samples, unpack }: Packing): Int32Array {
  const into = new Int32Array(groups * samples)
  for (let group = 0; group < groups; group++) unpack(chunk, group * bytes, into, group * samples)
  return into
}

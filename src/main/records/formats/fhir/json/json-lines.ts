/** Lines of a byte stream, for formats that are ASCII where it matters to find their ends. */
export interface ByteLine {
  /** 1-based */
  number: number
  /** without its end; null where it is longer than the limit */
  bytes: Uint8Array | null
}

const lineFeed = 10

/** Splits at \n; gives the lines that end in one piece of the bytes together. @param mostBytes of one line; the rest of a longer one is dropped as it comes */
export async function* byteLines(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<ByteLine[], void, undefined> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let number = 0
  const line = (last: Uint8Array): ByteLine => {
    const tooLong = heldBytes + last.length > mostBytes
    const whole = held.length === 0 ? last : Buffer.concat([...held, last])
    held = []
    heldBytes = 0
    return { number: ++number, bytes: tooLong ? null : whole }
  }
  for await (const chunk of bytes) {
    const lines: ByteLine[] = []
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      lines.push(line(chunk.subarray(start, end)))
      start = end + 1
    }
    if (lines.length > 0) yield lines
    const rest = chunk.subarray(start)
    heldBytes += rest.length
    if (heldBytes > mostBytes) held = []
    // The sender of the bytes may use its buffer again.
    else if (rest.length > 0) held.push(rest.slice())
  }
  if (heldBytes > 0) yield [line(new Uint8Array(0))]
}

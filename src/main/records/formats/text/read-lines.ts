/** Lines of a text with their numbers, in batches so that a reader does not wait once for each line. */
export interface TextLine {
  /** 1-based */
  number: number
  /** without its end; null where it is longer than the limit */
  text: string | null
}

/** Longest line in characters: a VCF row of 100,000 samples has about 2 million. */
export const mostLineCharacters = 16 * 1024 * 1024

/** Lines end with \n, \r\n or a lone \r. The last one may lack its end; nothing follows a last end. */
export async function* readLines(
  text: AsyncIterable<string>,
  mostCharacters = mostLineCharacters,
): AsyncGenerator<TextLine[], void, undefined> {
  const lineEnd = /\r\n|\n|\r/g
  let rest = ''
  let number = 0
  // The rest of a line that is too long is dropped as it comes.
  let dropping = false
  const line = (content: string): TextLine => {
    const tooLong = dropping || content.length > mostCharacters
    dropping = false
    return { number: ++number, text: tooLong ? null : content }
  }
  for await (const piece of text) {
    // A \r at the very end may be the first half of \r\n: it waits for what follows.
    const whole = rest + piece
    const held = whole.endsWith('\r') ? whole.length - 1 : whole.length
    const lines: TextLine[] = []
    let start = 0
    lineEnd.lastIndex = 0
    for (let end = lineEnd.exec(whole); end && end.index < held; end = lineEnd.exec(whole)) {
      lines.push(line(whole.slice(start, end.index)))
      start = end.index + end[0].length
    }
    rest = whole.slice(start)
    if (rest.length > mostCharacters) {
      dropping = true
      rest = rest.endsWith('\r') ? '\r' : ''
    }
    if (lines.length > 0) yield lines
  }
  if (rest.endsWith('\r')) rest = rest.slice(0, -1)
  else if (rest === '' && !dropping) return
  yield [line(rest)]
}

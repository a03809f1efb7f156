/** A message of HL7 v2 as segments, fields, repetitions, components and subcomponents (v2.9, chapter 2.5). */
import { Rejection } from '../rejection'
import { type Delimiters, readDelimiters, unescapeText } from './delimiters'

/** One repetition of a field. Numbers count from 1, as HL7 does; what is not there is ''. */
export class FieldValue {
  private components: string[] | null = null

  constructor(
    private readonly raw: string,
    private readonly message: MessageText,
  ) {}

  /** The whole of it with its delimiters, as text. */
  text(): string {
    return withoutNull(this.message.unescape(this.raw))
  }

  component(number: number, subcomponent = 1): string {
    const whole = this.rawComponent(number)
    return withoutNull(
      this.message.unescape(
        whole.split(this.message.delimiters.subcomponent || '\0')[subcomponent - 1] ?? '',
      ),
    )
  }

  /** With its subcomponents, as text: for values that senders write without escapes. */
  wholeComponent(number: number): string {
    return withoutNull(this.message.unescape(this.rawComponent(number)))
  }

  isEmpty(): boolean {
    return this.text().trim() === ''
  }

  private rawComponent(number: number): string {
    this.components ??= this.raw.split(this.message.delimiters.component)
    return this.components[number - 1] ?? ''
  }
}

/** HL7 writes two quotation marks for "there was a value and there is none now" (2.5.3.3). */
const withoutNull = (text: string): string => (text === '""' ? '' : text)

export class Segment {
  constructor(
    readonly name: string,
    /** the first is the segment's name; for MSH the second is its delimiter, so that numbers are HL7's */
    private readonly fields: string[],
    readonly raw: string,
    /** place among the segments of its name within the message, from 1 */
    readonly place: number,
    private readonly message: MessageText,
  ) {}

  /** First repetition of a field. */
  field(number: number): FieldValue {
    return new FieldValue(this.rawRepetitions(number)[0] ?? '', this.message)
  }

  /** Repetitions that are not empty. */
  repetitions(number: number): FieldValue[] {
    return this.rawRepetitions(number)
      .filter((raw) => raw !== '')
      .map((raw) => new FieldValue(raw, this.message))
  }

  /** First component of a field. */
  text(number: number): string {
    return this.field(number).component(1).trim()
  }

  private rawRepetitions(number: number): string[] {
    const raw = this.fields[number] ?? ''
    const { repetition } = this.message.delimiters
    return repetition === '' ? [raw] : raw.split(repetition)
  }
}

interface MessageText {
  delimiters: Delimiters
  unescape: (text: string) => string
}

const segmentName = /^[A-Z][A-Z0-9]{2}$/

/**
 * Splits a decoded message. A line that begins with no segment's name goes on the line before: some senders break lines
 * within a text.
 *
 * @param lines segments, or parts of them, without their ends
 * @throws Rejection where the header does not tell the delimiters
 */
export function parseMessage(lines: string[], decode: (bytes: Uint8Array) => string): Segment[] {
  const delimiters = readDelimiters(lines[0] ?? '')
  if (!delimiters) throw new Rejection('malformed', 'MSH-1 and MSH-2 do not tell the delimiters')
  const message: MessageText = { delimiters, unescape: (text) => unescapeText(text, delimiters, decode) }
  const texts: string[] = []
  for (const line of lines) {
    const end = line.indexOf(delimiters.field)
    if (segmentName.test(end < 0 ? line.trimEnd() : line.slice(0, end)) || texts.length === 0)
      texts.push(line)
    else texts.push(`${texts.pop() ?? ''}\n${line}`)
  }
  const places = new Map<string, number>()
  return texts.map((text) => {
    const [name = '', ...fields] = text.split(delimiters.field)
    const place = (places.get(name.trim()) ?? 0) + 1
    places.set(name.trim(), place)
    const isHeader = texts[0] === text && place === 1
    return new Segment(
      name.trim(),
      isHeader ? [name, delimiters.field, ...fields] : [name, ...fields],
      text,
      place,
      message,
    )
  })
}

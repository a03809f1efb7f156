/**
 * What a reader says of a row that it cannot take, as a sentence of the catalogues with what varies in it. Readers write for logs
 * and the command line, in English; on screen stand only our own sentences, and words of the source as quotations.
 */
import { rejectReasons, type RejectReason } from '../../../../shared/domain/record/read-item'

/** Sentences about one fault, each with the pattern of the reader's text. Named groups are the sentence's parameters. */
const particular = {
  cells: /^the row has (?<found>\d+) cells, the header (?<wanted>\d+)/,
  columnAbsent: /^the table has no column (?<quote>.+)$/s,
  columnTwice: /^two columns are called (?<quote>.+)$/s,
  noNumber: /^(?:(?<field>[A-Z][A-Za-z0-9_-]*) )?"?(?<quote>[^"]+?)"? is no number/s,
  noTime: /^(?<field>[A-Za-z][\w.-]*) "(?<quote>[^"]*)" is no (?:date or time|HL7 time)$/s,
  timeForm: /^(?<quote>.+) does not follow (?<form>.+)$/s,
  endsBefore: /^(?<field>[A-Za-z][\w.]*) ends before it begins$/,
  noMeaning: /^(?<quote>.+) has no meaning in the mapping$/s,
  unitUnknown: /^the unit (?<quote>.+) is not known$/s,
  unitOther: /^(?<quote>.+) is no unit of what (?<code>\S+) measures$/s,
  fieldEmpty: /^(?<field>[A-Z][A-Z0-9]{2}-\d+|[A-Z][A-Z0-9_]+) is empty$/,
  noOrder: /^OBX \d+ takes back a result without saying which/,
  severalSamples: /^the file has (?<samples>\d+) samples: say which/,
  fileAbsent: /^the signal file (?<quote>.+) is not there$/s,
  elsewhere: /^the document lies elsewhere: (?<quote>.+)$/s,
  characterSet: /^the character set "(?<quote>[^"]*)" of MSH-18 is not known$/s,
  noCharacterSet: /^MSH-18 names no character set/,
  twoPeople: /^the patient is not certain$/,
  path: /^(?<field>[A-Za-z][\w-]*(?:\.[\w-]+)*): /,
  valueOf: /^(?<field>[A-Za-z][\w.-]*) "(?<quote>[^"]*)"/s,
} as const

type Particular = keyof typeof particular

type ParameterName = 'quote' | 'field' | 'form' | 'code' | 'found' | 'wanted' | 'samples'

/** As the source or the reader has them; '' where a sentence has none of the name. */
type SentenceParameters = Record<ParameterName, string>

type HeldSentence =
  | { key: Particular; parameters: SentenceParameters }
  | { key: 'general'; reason: RejectReason | 'other'; parameters: { quote: string } }

const particulars = Object.keys(particular) as Particular[]

/** @param detail the reader's own words */
export function heldSentence(reason: string, detail: string): HeldSentence {
  for (const key of particulars) {
    const found = particular[key].exec(detail)
    if (found) return { key, parameters: parametersOf(found.groups ?? {}) }
  }
  return {
    key: 'general',
    reason: rejectReasons.find((one) => one === reason) ?? 'other',
    // Of an unforeseen text only what it quotes is the source's.
    parameters: { quote: /"(.+)"/s.exec(detail)?.[1] ?? '' },
  }
}

function parametersOf(groups: Record<string, string | undefined>): SentenceParameters {
  const of = (name: ParameterName) => groups[name] ?? ''
  return {
    quote: of('quote'),
    field: of('field'),
    form: of('form'),
    code: of('code'),
    found: of('found'),
    wanted: of('wanted'),
    samples: of('samples'),
  }
}

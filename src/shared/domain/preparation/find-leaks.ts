/** Ways in which a model that is trained on a prepared table would learn what it cannot know when it is used. */
import { midranks } from '../local-check/auc-interval'
import { type PreparedTable, partNumbers } from './engine/prepared-table'
import { hashOneMore, RowGroups, rowsAlike } from './engine/row-groups'
import type { LeakFinding } from './report'
import type { PreparationState } from './state'
import { canonicalJson } from './canonical-json'

type Severity = LeakFinding['severity']

const finding = (
  code: LeakFinding['code'],
  severity: Severity,
  parameter: string | null,
  evidence: Record<string, number>,
): LeakFinding => ({ code, severity, parameter, evidence })

/**
 * Looks at the values as they were read: filling and scaling would hide what gives the outcome away.
 *
 * @param state what is applied, where it was learnt before
 */
export function findLeaks(table: PreparedTable, state: PreparationState | null): LeakFinding[] {
  return [
    ...leaksOfSplit(table, state),
    ...leaksOfRows(table),
    ...leaksOfColumns(table),
    ...afterOutcome(table),
  ]
}

function leaksOfSplit({ pipeline, parts }: PreparedTable, state: PreparationState | null): LeakFinding[] {
  const found: LeakFinding[] = []
  const test = parts.filter((part) => part === partNumbers.test).length
  const train = parts.filter((part) => part === partNumbers.train).length
  if (state === null && (test === 0 || train === 0))
    found.push(finding('fitted-on-all', 'warning', null, { trainRows: train, testRows: test }))
  if (state !== null && canonicalJson(state.fittedOn.split) !== canonicalJson(pipeline.split))
    found.push(finding('fitted-elsewhere', 'warning', null, { rows: state.fittedOn.rows }))
  return found
}

function leaksOfRows(table: PreparedTable): LeakFinding[] {
  const { bound, parts } = table
  const both = partNumbers.train | partNumbers.test
  const bySubject = new Uint8Array(bound.subjectNames.length)
  for (let row = 0; row < bound.rows; row++) bySubject[bound.subjectOf[row]!]! |= parts[row]!
  const subjects = bySubject.filter((seen) => seen === both).length
  const { rows, tested } = testRowsAlikeTraining(table)
  return [
    ...(subjects > 0
      ? [finding('subject-in-both-parts', 'stop', null, { subjects, share: subjects / bySubject.length })]
      : []),
    ...(rows > 0
      ? [
          finding('duplicates-across-parts', rows / tested > 0.01 ? 'stop' : 'warning', null, {
            rows,
            share: rows / tested,
          }),
        ]
      : []),
  ]
}

function testRowsAlikeTraining(table: PreparedTable): { rows: number; tested: number } {
  const { bound, parts } = table
  const content = contentGroups(table)
  const partsOfFirst = new Uint8Array(bound.rows)
  const compares = (row: number) => parts[row] !== partNumbers.aside && content.says(row)
  for (let row = 0; row < bound.rows; row++)
    if (compares(row)) partsOfFirst[content.groups.firstLike(row)]! |= parts[row]!
  let [rows, tested] = [0, 0]
  for (let row = 0; row < bound.rows; row++) {
    if (parts[row] !== partNumbers.test) continue
    tested++
    if (compares(row) && (partsOfFirst[content.groups.firstLike(row)]! & partNumbers.train) !== 0) rows++
  }
  return { rows, tested }
}

/** Fewer known values than these are alike by chance. */
const leastAlike = 5

/**
 * Long: alike in all but the subject cannot be told row by row, so rows are compared as they are. Wide: alike in every
 * parameter, whoever the subject is.
 */
function contentGroups({ bound, original }: PreparedTable): {
  groups: RowGroups
  says: (row: number) => boolean
} {
  if (bound.form === 'long') return { groups: rowsAlike(bound.alike), says: () => true }
  const there = original.filter((values) => values.length === bound.rows)
  const hashOf = (row: number) => there.reduce((hash, values) => hashOneMore(hash, values[row]!), 0)
  const areAlike = (row: number, other: number) =>
    there.every((values) => Object.is(values[row], values[other]))
  const known = (row: number) => there.reduce((sum, values) => sum + (Number.isNaN(values[row]!) ? 0 : 1), 0)
  return { groups: new RowGroups(bound.rows, hashOf, areAlike), says: (row) => known(row) >= leastAlike }
}

/** One value a subject or row, and whether the outcome is there. */
interface Judged {
  parameter: number
  values: Float64Array
  isPositive: Uint8Array
}

/** Fewer cases of either outcome than these say nothing. */
const leastCases = 5
const tellsAll = 0.98
const tellsMuch = 0.95
const missingTellsAll = 0.98
const missingTellsMuch = 0.8

function leaksOfColumns(table: PreparedTable): LeakFinding[] {
  const target = table.pipeline.parameters.findIndex(({ role }) => role === 'target')
  const truths = target < 0 ? null : truthsOf(table, target)
  return table.chosen(null).flatMap((parameter) => {
    const { name } = table.rule(parameter)
    const found: LeakFinding[] = []
    if (outcomeName.test(name) && !plainName.test(name))
      found.push(finding('named-as-outcome', 'note', name, {}))
    if (isIdentifier(table, parameter))
      found.push(finding('identifier', 'warning', name, { values: table.original[parameter]!.length }))
    if (truths) found.push(...tellsTarget(table, { parameter, ...valuesBySubject(table, parameter, truths) }))
    return found
  })
}

const outcomeName =
  /death|died|deceas|mortal|outcome|surviv|follow.?up|discharg|expire|diagnos|target|label|readmi|length.?of.?stay|days.?to|time.?to|^time$|^los$|死亡|随访|出院|结局|转归|住院天数|诊断|生存/i
/** Words that only look like it. */
const plainName = /time.?(to)?.?(point|stamp)/i

/** Whole numbers that never come twice, spread over more than their count: numbers of people or samples. */
function isIdentifier(table: PreparedTable, parameter: number): boolean {
  const values = table.original[parameter]!.filter((value) => !Number.isNaN(value))
  if (values.length < 50 || table.rule(parameter).parameter !== null || table.bound.form === 'long')
    return false
  return values.every(Number.isInteger) && new Set(values).size === values.length
}

/** Outcome of each subject of a long table, or of each row; -1 where it is unknown. Null unless it has two values. */
function truthsOf(table: PreparedTable, target: number): Int8Array | null {
  const values = table.original[target]!
  const distinct = [...new Set(values.filter((value) => !Number.isNaN(value)))].toSorted((a, b) => a - b)
  if (distinct.length !== 2) return null
  const places = placesOf(table)
  const truths = new Int8Array(places.count).fill(-1)
  const { rows } = table.bound.cells[target]!
  for (const [cell, value] of values.entries())
    if (!Number.isNaN(value)) truths[places.of(rows[cell]!)] = value === distinct[1] ? 1 : 0
  return truths
}

function placesOf({ bound }: PreparedTable): { count: number; of: (row: number) => number } {
  return bound.form === 'wide'
    ? { count: bound.rows, of: (row) => row }
    : { count: bound.subjectNames.length, of: (row) => bound.subjectOf[row]! }
}

/** Of a subject's several values the last one in the table. */
function valuesBySubject(
  table: PreparedTable,
  parameter: number,
  truths: Int8Array,
): Omit<Judged, 'parameter'> {
  const places = placesOf(table)
  const values = new Float64Array(places.count).fill(NaN)
  const { rows } = table.bound.cells[parameter]!
  for (const [cell, value] of table.original[parameter]!.entries())
    if (!Number.isNaN(value)) values[places.of(rows[cell]!)] = value
  const known = Int32Array.from(truths.keys()).filter((place) => truths[place]! >= 0)
  return {
    values: Float64Array.from(known, (place) => values[place]!),
    isPositive: Uint8Array.from(known, (place) => truths[place]!),
  }
}

function tellsTarget(table: PreparedTable, judged: Judged): LeakFinding[] {
  const { name } = table.rule(judged.parameter)
  const found: LeakFinding[] = []
  const there = Uint8Array.from(judged.values, (value) => (Number.isNaN(value) ? 0 : 1))
  const ofMissing = areaOf(Float64Array.from(there), judged.isPositive)
  if (ofMissing !== null && ofMissing.auc >= missingTellsMuch)
    found.push(
      finding('missingness-tells-target', ofMissing.auc >= missingTellsAll ? 'stop' : 'warning', name, {
        ...ofMissing,
      }),
    )
  const kept = Int32Array.from(there.keys()).filter((at) => there[at] === 1)
  const values = Float64Array.from(kept, (at) => judged.values[at]!)
  const isPositive = Uint8Array.from(kept, (at) => judged.isPositive[at]!)
  const scores = table.isNumber(judged.parameter) ? values : ratesOf(values, isPositive)
  const area = scores === null ? null : areaOf(scores, isPositive)
  if (area !== null && area.auc >= tellsMuch)
    found.push(finding('tells-target', area.auc >= tellsAll ? 'stop' : 'warning', name, { ...area }))
  return found
}

/** Codes have no order: each stands for the share of positives that have it. Null where there are too many to say. */
function ratesOf(values: Float64Array, isPositive: Uint8Array): Float64Array | null {
  const counts = new Map<number, { all: number; positive: number }>()
  for (const [at, value] of values.entries()) {
    const count = counts.get(value) ?? { all: 0, positive: 0 }
    counts.set(value, { all: count.all + 1, positive: count.positive + isPositive[at]! })
  }
  if (counts.size * leastCases > values.length) return null
  return values.map((value) => counts.get(value)!.positive / counts.get(value)!.all)
}

/** Area under the ROC curve, whichever way round; null with too few cases. */
function areaOf(
  scores: Float64Array,
  isPositive: Uint8Array,
): { auc: number; n: number; positives: number } | null {
  const positives = isPositive.reduce((sum, one) => sum + one, 0)
  const negatives = isPositive.length - positives
  if (positives < leastCases || negatives < leastCases) return null
  const ranks = midranks(scores)
  let sum = 0
  for (const [at, one] of isPositive.entries()) if (one === 1) sum += ranks[at]!
  const area = (sum - (positives * (positives + 1)) / 2) / (positives * negatives)
  return { auc: Math.max(area, 1 - area), n: isPositive.length, positives }
}

/** Of a long table whose outcome has a time: what was measured of a subject after it. */
function afterOutcome(table: PreparedTable): LeakFinding[] {
  const { bound, pipeline, parts } = table
  const target = pipeline.parameters.findIndex(({ role }) => role === 'target')
  if (bound.form === 'wide' || bound.times === null || target < 0) return []
  const first = new Float64Array(bound.subjectNames.length).fill(Infinity)
  for (let row = 0; row < bound.rows; row++) {
    const subject = bound.subjectOf[row]!
    if (bound.times[row]! < first[subject]!) first[subject] = bound.times[row]!
  }
  const outcome = new Float64Array(bound.subjectNames.length).fill(Infinity)
  const { rows } = bound.cells[target]!
  for (const [cell, value] of table.original[target]!.entries()) {
    const [subject, time] = [bound.subjectOf[rows[cell]!]!, bound.times[rows[cell]!]!]
    // An outcome at the subject's very first moment is a remark on the whole stay and no event in it.
    if (value !== 0 && !Number.isNaN(value) && time > first[subject]!) outcome[subject] = time
  }
  const subjects = new Set<number>()
  let late = 0
  for (let row = 0; row < bound.rows; row++) {
    const subject = bound.subjectOf[row]!
    if (parts[row] === partNumbers.aside || !(bound.times[row]! > outcome[subject]!)) continue
    late++
    subjects.add(subject)
  }
  return late === 0 ? [] : [finding('after-outcome', 'stop', null, { rows: late, subjects: subjects.size })]
}

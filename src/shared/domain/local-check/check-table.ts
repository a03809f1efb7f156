/** The newest results of one model version on this site's images, column by column, with everything that splits them. */

/** A column of words: `names[codes[row]]`. */
export interface WordColumn {
  names: string[]
  codes: Int32Array
}

/** One row an image. -1 in a truth column: not known. */
export interface CheckTable {
  sha256: string
  calibrated: boolean
  /** threshold of the newest result */
  threshold: number
  /** images of synthetic patients, left out */
  synthetic: number
  /** targets whose imports disagree */
  overruled: number
  /** probability or score of the finding; NaN where the model did not assess the image */
  scores: Float64Array
  /** 1 where the model called the image positive */
  called: Uint8Array
  patients: Int32Array
  studies: Int32Array
  /** 1 agree, 0 disagree, -1 no word */
  verdicts: Int8Array
  imageTruths: Int8Array
  studyTruths: Int8Array
  /** year * 12 + month (0..11) of the study; -1 unknown */
  months: Int32Array
  /** years at the study; NaN unknown */
  ages: Float64Array
  /** rows * columns / 1e6; NaN unknown */
  megapixels: Float64Array
  sex: WordColumn
  device: WordColumn
  view: WordColumn
  /** columns that the site defined with its imports */
  siteGroups: (WordColumn & { name: string })[]
}

/** A case: the row that speaks for it, and its truth. */
export interface TruthCase {
  row: number
  truth: 0 | 1
  level: 'image' | 'study'
}

export interface FoundCases {
  cases: TruthCase[]
  /** targets with a truth that the model gave no answer for */
  unanswered: number
}

/** Readers say whether they agree with what the model called, image by image. */
export function readerCases(table: CheckTable): FoundCases {
  const cases: TruthCase[] = []
  for (let row = 0; row < table.scores.length; row++) {
    const verdict = table.verdicts[row]!
    if (verdict < 0 || Number.isNaN(table.scores[row])) continue
    const called = table.called[row] === 1
    cases.push({ row, truth: called === (verdict === 1) ? 1 : 0, level: 'image' })
  }
  return { cases, unanswered: 0 }
}

/**
 * The level of the label is the level of the case: an image with a label of its own is a case; a study with one is a case
 * whose score is the largest of its assessed images without an own label.
 */
export function importedCases(table: CheckTable): FoundCases {
  const cases: TruthCase[] = []
  let unanswered = 0
  /** study -> best row, or -1 while none was assessed */
  const studies = new Map<number, { row: number; truth: 0 | 1 }>()
  for (let row = 0; row < table.scores.length; row++) {
    const assessed = !Number.isNaN(table.scores[row])
    if (table.imageTruths[row]! >= 0) {
      if (assessed) cases.push({ row, truth: table.imageTruths[row] === 1 ? 1 : 0, level: 'image' })
      else unanswered++
      continue
    }
    if (table.studyTruths[row]! < 0) continue
    const study = table.studies[row]!
    const known = studies.get(study)
    if (!known) studies.set(study, { row: assessed ? row : -1, truth: table.studyTruths[row] === 1 ? 1 : 0 })
    else if (assessed && (known.row < 0 || table.scores[row]! > table.scores[known.row]!)) known.row = row
  }
  for (const { row, truth } of studies.values()) {
    if (row < 0) unanswered++
    else cases.push({ row, truth, level: 'study' })
  }
  return { cases, unanswered }
}

import { AppException } from '../../../shared/result'

export interface PredictArguments {
  modelId: string
  inputs: string[]
  ageYears: number | null
  heatmapDir: string | null
  /** for DICOM Segmentation files of what a segmentation marks */
  segDir: string | null
  ignoreGates: boolean
  /** for models of tables: the share of the disease where they are used, 0..1; null: that of the manifest */
  prevalence: number | null
  /** for models of tables and of stays: what the answer comes from */
  explain: boolean
}

/** @throws AppException USAGE */
export function readPredictArguments(words: readonly string[]): PredictArguments {
  const result: PredictArguments = {
    modelId: '',
    inputs: [],
    ageYears: null,
    heatmapDir: null,
    segDir: null,
    ignoreGates: false,
    prevalence: null,
    explain: false,
  }
  const plain: string[] = []
  const remaining = [...words]
  for (let word = remaining.shift(); word !== undefined; word = remaining.shift()) {
    const [name, inline] = splitOption(word)
    if (word === '--') plain.push(...remaining.splice(0))
    else if (name === '--age-years') result.ageYears = readAge(inline ?? remaining.shift())
    else if (name === '--heatmap') result.heatmapDir = readFolder(name, inline ?? remaining.shift())
    else if (name === '--seg') result.segDir = readFolder(name, inline ?? remaining.shift())
    else if (name === '--prevalence') result.prevalence = readPrevalence(inline ?? remaining.shift())
    else if (word === '--explain') result.explain = true
    else if (word === '--ignore-gates') result.ignoreGates = true
    else if (word.startsWith('--')) throw usage(`There is no option ${name}.`)
    else plain.push(word)
  }
  const [modelId, ...inputs] = plain
  if (modelId === undefined || inputs.length === 0)
    throw usage('Name a model and at least one file or folder.')
  return { ...result, modelId, inputs }
}

const usage = (message: string) => new AppException('USAGE', message)

export function splitOption(word: string): [string, string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

export function readAge(word: string | undefined): number {
  const age = word !== undefined && /^\d+(\.\d+)?$/.test(word) ? Number(word) : NaN
  if (!(age <= 130)) throw usage('--age-years takes a number of years from 0 to 130.')
  return age
}

function readPrevalence(word: string | undefined): number {
  const share = word !== undefined && /^0?\.\d+$/.test(word) ? Number(word) : NaN
  if (!(share > 0 && share < 1)) throw usage('--prevalence takes a share between 0 and 1, such as 0.08.')
  return share
}

function readFolder(name: string, word: string | undefined): string {
  if (!word || word.startsWith('--')) throw usage(`${name} takes a folder.`)
  return word
}

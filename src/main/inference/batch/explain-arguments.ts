import {
  type ExplanationMethod,
  ExplanationMethod as Method,
  explanationMethods,
} from '../../../shared/domain/analysis/explanation'
import { AppException } from '../../../shared/result'
import { readAge, splitOption } from './predict-arguments'

export interface ExplainArguments {
  modelId: string
  inputs: string[]
  /** `all`: every one that the model allows for the label */
  method: ExplanationMethod | 'all'
  /** null: the model's first finding */
  label: string | null
  ageYears: number | null
  /** where overlays go; null: none are drawn */
  outDir: string | null
  /** a line for each method with its means, after those of the films */
  summary: boolean
  ignoreGates: boolean
}

/** @throws AppException USAGE */
export function readExplainArguments(words: readonly string[]): ExplainArguments {
  const result: Omit<ExplainArguments, 'modelId' | 'inputs' | 'method'> = {
    label: null,
    ageYears: null,
    outDir: null,
    summary: false,
    ignoreGates: false,
  }
  let method: ExplainArguments['method'] | null = null
  const plain: string[] = []
  const remaining = [...words]
  for (let word = remaining.shift(); word !== undefined; word = remaining.shift()) {
    const [name, inline] = splitOption(word)
    const value = () => readValue(name, inline ?? remaining.shift())
    if (word === '--') plain.push(...remaining.splice(0))
    else if (name === '--method') method = readMethod(value())
    else if (name === '--label') result.label = value()
    else if (name === '--out') result.outDir = value()
    else if (name === '--age-years') result.ageYears = readAge(inline ?? remaining.shift())
    else if (word === '--summary') result.summary = true
    else if (word === '--ignore-gates') result.ignoreGates = true
    else if (word.startsWith('--')) throw usage(`There is no option ${name}.`)
    else plain.push(word)
  }
  const [modelId, ...inputs] = plain
  if (modelId === undefined || inputs.length === 0)
    throw usage('Name a model and at least one file or folder.')
  if (method === null) throw usage(`Name a method: --method ${explanationMethods.join(' | ')} | all.`)
  return { ...result, modelId, inputs, method }
}

const usage = (message: string) => new AppException('USAGE', message)

function readValue(name: string, word: string | undefined): string {
  if (!word || word.startsWith('--')) throw usage(`${name} needs a value.`)
  return word
}

function readMethod(word: string): ExplanationMethod | 'all' {
  if (word === 'all') return word
  const parsed = Method.safeParse(word)
  if (!parsed.success) throw usage(`--method takes ${explanationMethods.join(', ')} or all.`)
  return parsed.data
}

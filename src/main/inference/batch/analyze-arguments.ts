import { AppException } from '../../../shared/result'
import { readAge, splitOption } from './predict-arguments'

export interface AnalyzeArguments {
  studyInstanceUid: string
  modelId: string
  ageYears: number | null
}

/** @throws AppException USAGE */
export function readAnalyzeArguments(words: readonly string[]): AnalyzeArguments {
  const plain: string[] = []
  const remaining = [...words]
  let modelId: string | undefined
  let ageYears: number | null = null
  for (let word = remaining.shift(); word !== undefined; word = remaining.shift()) {
    const [name, inline] = splitOption(word)
    if (name === '--model') modelId = inline ?? remaining.shift()
    else if (name === '--age-years') ageYears = readAge(inline ?? remaining.shift())
    else if (name === '--ignore-gates') throw usage('--ignore-gates is refused together with a vault.')
    else if (word.startsWith('--')) throw usage(`There is no option ${name}.`)
    else plain.push(word)
  }
  const [studyInstanceUid, ...more] = plain
  if (!studyInstanceUid || !modelId || more.length > 0) throw usage('Name one study by its UID, and a model.')
  return { studyInstanceUid, modelId, ageYears }
}

const usage = (message: string) => new AppException('USAGE', message)

import { splitOption } from '../inference/batch/predict-arguments'
import { AppException } from '../../shared/result'

export interface SynthesizeArguments {
  /** `all`: every class of the generator in turn */
  label: string
  count: number
  out: string
  /** null: at random */
  seed: number | null
  /** `id` or `id@version` */
  model: string
}

export const defaultGenerator = 'chest-film-generator'

/** @throws AppException USAGE */
export function readSynthesizeArguments(words: readonly string[]): SynthesizeArguments {
  const options = new Map<string, string>()
  const plain: string[] = []
  const remaining = [...words]
  for (let word = remaining.shift(); word !== undefined; word = remaining.shift()) {
    const [name, inline] = splitOption(word)
    if (!word.startsWith('--')) plain.push(word)
    else if (!known.has(name)) throw usage(`There is no option ${name}.`)
    else options.set(name, valueOf(name, inline ?? remaining.shift()))
  }
  const [label, ...more] = plain
  if (label === undefined || more.length > 0) throw usage('Name one class, or all.')
  const out = options.get('--out')
  if (out === undefined) throw usage('--out names the folder that the films go to.')
  const seed = options.get('--seed')
  return {
    label,
    count: wholeNumber('--count', options.get('--count') ?? '', 1, 100_000),
    out,
    seed: seed === undefined ? null : wholeNumber('--seed', seed, 0, 2 ** 32 - 1),
    model: options.get('--model') ?? defaultGenerator,
  }
}

const known = new Set(['--count', '--out', '--seed', '--model'])

const usage = (message: string) => new AppException('USAGE', message)

function valueOf(name: string, word: string | undefined): string {
  if (!word || word.startsWith('--')) throw usage(`${name} takes a value.`)
  return word
}

function wholeNumber(name: string, word: string, low: number, high: number): number {
  const value = /^\d+$/.test(word) ? Number(word) : NaN
  if (!(value >= low && value <= high)) throw usage(`${name} takes a whole number from ${low} to ${high}.`)
  return value
}

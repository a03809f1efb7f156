import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const leastBytes = 6

export interface PlaintextHit {
  /** path inside the searched folder */
  file: string
  /** the needle as it was given, shortened */
  needle: string
  form: 'bytes' | 'utf-16le' | 'base64' | 'hex' | 'file name'
}

/**
 * Searches every file of a folder (and every file's name) for the needles: as they are, in UTF-16, base64 (at each of the
 * three alignments) and hex. A needle must have six bytes (two Han characters), so that it does not occur by chance.
 */
export function findPlaintext(folder: string, needles: readonly (string | Buffer)[]): PlaintextHit[] {
  const patterns = needles.flatMap(patternsOf)
  const hits: PlaintextHit[] = []
  for (const path of filesUnder(folder)) {
    const file = relative(folder, path)
    const content = readFileSync(path)
    for (const { needle, form, bytes } of patterns) {
      if (content.includes(bytes)) hits.push({ file, needle, form })
    }
    for (const needle of needles) {
      if (typeof needle === 'string' && file.includes(needle)) hits.push({ file, needle, form: 'file name' })
    }
  }
  return hits
}

interface Pattern {
  needle: string
  form: PlaintextHit['form']
  bytes: Buffer
}

function patternsOf(given: string | Buffer): Pattern[] {
  const bytes = typeof given === 'string' ? Buffer.from(given, 'utf8') : given
  if (bytes.length < leastBytes) throw new Error('A needle this short occurs by chance.')
  const needle = typeof given === 'string' ? given : `${bytes.subarray(0, 8).toString('hex')}…`
  const forms: Pattern[] = [
    { needle, form: 'bytes', bytes },
    { needle, form: 'hex', bytes: Buffer.from(bytes.toString('hex')) },
    { needle, form: 'hex', bytes: Buffer.from(bytes.toString('hex').toUpperCase()) },
    ...base64Cores(bytes).map((core) => ({ needle, form: 'base64' as const, bytes: Buffer.from(core) })),
  ]
  const wide = typeof given === 'string' ? Buffer.from(given, 'utf16le') : Buffer.alloc(0)
  if (wide.length >= leastBytes) forms.push({ needle, form: 'utf-16le', bytes: wide })
  return forms
}

/** The part of each base64 form that does not depend on what stands before and after the needle. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .replaceAll('=', '')
      const wholeGroups = Math.floor((before + bytes.length) / 3) * 4
      return text.slice(before === 0 ? 0 : 4, wholeGroups)
    })
    .filter((core) => core.length >= 8)
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Labels and table columns from what a site has at hand: typed or pasted lines, a CSV, a JSON list. */
import type { SiteFeature } from './answers'

const most = 2000

/** One line of a CSV (RFC 4180), separated by comma, semicolon or tab. */
export function splitCsvLine(line: string): string[] {
  const separator = ['\t', ';', ','].find((each) => line.includes(each)) ?? ','
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] as string
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (line[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"' && cell.trim() === '') {
      cell = ''
      quoted = true
    } else if (sign === separator) {
      cells.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  cells.push(cell.trim())
  return cells
}

const isHan = (text: string) => /\p{Script=Han}/u.test(text)
const header = /^(label|labels|name|class|class_name|title|标签|名称|类别)$/i

/**
 * Label titles in their order. A JSON list or object (`{"0": "…"}`, as Keras and Hugging Face write it), else lines; of a
 * line with several cells the first cell with letters counts, and a cell with Chinese beside it is its Chinese title.
 */
export function parseLabels(text: string): { en: string; 'zh-CN': string }[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const fromJson = parseJsonLabels(trimmed)
  if (fromJson) return fromJson.slice(0, most)
  const rows = trimmed
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  // A single line with separators is the whole list.
  const [only] = rows
  if (only !== undefined && rows.length === 1 && /[,;\t，；、]/.test(only) && !/^\s*\d+\s*[,;\t]/.test(only))
    return splitCsvLine(only.replace(/[，；、]/g, ','))
      .filter((cell) => cell !== '')
      .map(titleOf)
      .slice(0, most)
  const hasHeader = splitCsvLine(rows[0] ?? '').some((cell) => header.test(cell))
  const titles = rows.slice(hasHeader ? 1 : 0).map((line) => {
    const cells = splitCsvLine(line).filter((cell) => /\p{L}/u.test(cell))
    const chinese = cells.find(isHan) ?? ''
    const other = cells.find((cell) => !isHan(cell)) ?? ''
    return { en: other, 'zh-CN': chinese }
  })
  return titles.filter(({ en, 'zh-CN': zh }) => en !== '' || zh !== '').slice(0, most)
}

const titleOf = (text: string) => (isHan(text) ? { en: '', 'zh-CN': text } : { en: text, 'zh-CN': '' })

function parseJsonLabels(text: string): { en: string; 'zh-CN': string }[] | null {
  if (!/^[[{]/.test(text)) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const record = value as Record<string, unknown>
    const inner = record['labels'] ?? record['id2label'] ?? record['class_names'] ?? record
    value = Array.isArray(inner) ? inner : inOrder(inner as Record<string, unknown>)
  }
  if (!Array.isArray(value)) return null
  return value.flatMap((entry: unknown) =>
    typeof entry === 'string' && entry.trim() ? [titleOf(entry.trim())] : [],
  )
}

/** `{"0": "a", "1": "b"}` or `{"a": 0, "b": 1}` */
function inOrder(record: Record<string, unknown>): unknown[] {
  const entries = Object.entries(record)
  if (entries.every(([, value]) => typeof value === 'number'))
    return entries.sort(([, one], [, other]) => (one as number) - (other as number)).map(([key]) => key)
  return entries
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, value]) => value)
}

/** Columns of a series, one a line: name, unit, mean, spread. Lines that lack a number are left out. */
export function parseFeatures(text: string): SiteFeature[] {
  return text
    .split(/\r?\n/)
    .map((line) => splitCsvLine(line))
    .flatMap(([name = '', unit = '', mean = '', spread = '']) => {
      const [middle, width] = [Number(mean), Number(spread)]
      const isNumber = mean !== '' && spread !== '' && Number.isFinite(middle) && Number.isFinite(width)
      return name !== '' && isNumber ? [{ name, unit, mean: middle, spread: width }] : []
    })
    .slice(0, most)
}

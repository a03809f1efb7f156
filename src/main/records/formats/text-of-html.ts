/** Words of an HTML text for reading: no mark-up, no scripts, a line for each block. Nothing of it is ever shown as HTML. */

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const dropped = new Set(['script', 'style', 'head', 'title'])
const blocks = new Set([
  'br',
  'p',
  'div',
  'tr',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'ul',
  'ol',
  'pre',
  'hr',
])

export function textOfHtml(html: string): string {
  const lower = html.toLowerCase()
  const words: string[] = []
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    words.push(entities(html.slice(at, open < 0 ? undefined : open)))
    if (open < 0) break
    const end = tagEnd(lower, open)
    if (end < 0) break
    const name = /^<\/?([a-z][a-z0-9]*)/.exec(lower.slice(open, Math.min(end, open + 20)))?.[1] ?? ''
    if (blocks.has(name)) words.push('\n')
    if (name === 'td' || name === 'th') words.push('\t')
    at = dropped.has(name) && lower[open + 1] !== '/' ? elementEnd(lower, name, end) : end
  }
  const lines = words.join('').split('\n')
  return lines
    .map((line) => line.replace(/[ \t\r\f]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Index behind the tag or comment that begins at `open`, or -1. */
function tagEnd(html: string, open: number): number {
  const closing = html.startsWith('<!--', open) ? '-->' : '>'
  const end = html.indexOf(closing, open)
  return end < 0 ? -1 : end + closing.length
}

function elementEnd(html: string, name: string, from: number): number {
  const end = html.indexOf(`</${name}`, from)
  return end < 0 ? html.length : end
}

const entities = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole
      const point = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
    },
  )

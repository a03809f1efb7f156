/**
 * The small part of Markdown that model cards use, read into a tree: headings, paragraphs, lists, tables, code blocks,
 * rules and quotes; within text: strong, emphasis, code. Links keep their text and show their address; HTML is text.
 */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; children: Inline[]; address: string }

export type Block =
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'list'; ordered: boolean; items: Inline[][] }
  | { type: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { type: 'code'; text: string }
  | { type: 'quote'; children: Inline[] }
  | { type: 'rule' }

const bullet = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/
const tableRule = /^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$/
const fence = /^\s*(```|~~~)/
const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/
const rule = /^\s*([-*_])(\s*\1){2,}\s*$/

const startsBlock = (line: string): boolean =>
  heading.test(line) || fence.test(line) || bullet.test(line) || rule.test(line) || /^\s*[>|]/.test(line)

export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    if (line.trim() === '') {
      at += 1
      continue
    }
    const [block, next] = readBlock(lines, at)
    blocks.push(block)
    at = next
  }
  return blocks
}

/** The block that starts at a line that is not empty, and the line after it. */
function readBlock(lines: readonly string[], at: number): [Block, number] {
  const line = lines[at] ?? ''
  const head = heading.exec(line)
  if (head)
    return [{ type: 'heading', level: (head[1] ?? '#').length, children: parseInline(head[2] ?? '') }, at + 1]
  if (fence.test(line)) return readFence(lines, at)
  if (rule.test(line)) return [{ type: 'rule' }, at + 1]
  if (line.includes('|') && tableRule.test(lines[at + 1] ?? '')) return readTable(lines, at)
  if (bullet.test(line)) return readList(lines, at)
  const quoted = /^\s*>/.test(line)
  let end = at + 1
  while (
    end < lines.length &&
    lines[end]?.trim() !== '' &&
    (quoted ? /^\s*>/.test(lines[end] ?? '') : !startsBlock(lines[end] ?? ''))
  ) {
    end += 1
  }
  const text = lines
    .slice(at, end)
    .map((part) => (quoted ? part.replace(/^\s*>\s?/, '') : part).trim())
    .join(' ')
  return [{ type: quoted ? 'quote' : 'paragraph', children: parseInline(text) }, end]
}

function readFence(lines: readonly string[], at: number): [Block, number] {
  let end = at + 1
  while (end < lines.length && !fence.test(lines[end] ?? '')) end += 1
  return [{ type: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1]
}

const cells = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')))

function readTable(lines: readonly string[], at: number): [Block, number] {
  let end = at + 2
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1
  return [{ type: 'table', head: cells(lines[at] ?? ''), rows: lines.slice(at + 2, end).map(cells) }, end]
}

function readList(lines: readonly string[], at: number): [Block, number] {
  const ordered = bullet.exec(lines[at] ?? '')?.[1] !== undefined
  const items: string[] = []
  let end = at
  while (end < lines.length) {
    const line = lines[end] ?? ''
    const item = bullet.exec(line)
    if (item) items.push(item[2] ?? '')
    else if (line.trim() !== '' && /^\s+/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`)
    else break
    end += 1
  }
  return [{ type: 'list', ordered, items: items.map(parseInline) }, end]
}

const inlinePattern =
  /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s][^*]*?)\*|(?<![\w])_([^_\s][^_]*?)_(?![\w])|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:\/\/[^>\s]+)>/g

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let done = 0
  for (const match of text.matchAll(inlinePattern)) {
    if (match.index > done) parts.push({ type: 'text', text: text.slice(done, match.index) })
    parts.push(inlineOf(match))
    done = match.index + match[0].length
  }
  if (done < text.length) parts.push({ type: 'text', text: text.slice(done) })
  return parts
}

function inlineOf([, code, strong, star, underscore, label, address, bare]: RegExpMatchArray): Inline {
  if (code !== undefined) return { type: 'code', text: code }
  if (strong !== undefined) return { type: 'strong', children: parseInline(strong) }
  const emphasis = star ?? underscore
  if (emphasis !== undefined) return { type: 'emphasis', children: parseInline(emphasis) }
  if (label !== undefined) return { type: 'link', children: parseInline(label), address: address ?? '' }
  return { type: 'link', children: [{ type: 'text', text: bare ?? '' }], address: bare ?? '' }
}

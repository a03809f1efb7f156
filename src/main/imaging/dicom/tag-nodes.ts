/** Every attribute of a file for the tag browser. */
import type { TagNode } from '../../../shared/domain/imaging/instance'
import type { DataSet, Element } from './data-set'
import { lookUp } from './dictionary'
import type { DicomFile } from './read-file'

/** characters of a value that are shown */
const longestValue = 512
/** The largest enhanced objects have some hundred thousand attributes; nobody reads them one by one. */
const mostNodes = 20_000
const binaryVrs = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN'])
const shownBytes = 64

export function toTagNodes({ meta, dataSet }: DicomFile): TagNode[] {
  const budget = { left: mostNodes }
  return [...(meta ? nodesOf(meta, budget) : []), ...nodesOf(dataSet, budget)]
}

function nodesOf(dataSet: DataSet, budget: { left: number }): TagNode[] {
  const nodes: TagNode[] = []
  for (const element of [...dataSet.elements.values()].sort((one, other) => one.tag - other.tag)) {
    if (budget.left-- <= 0) break
    nodes.push({
      tag: nameTag(element.tag),
      keyword: lookUp(element.tag)?.keyword ?? '',
      vr: element.vr,
      value: showValue(dataSet, element),
      bytes: element.length,
      children: (element.items ?? []).flatMap((item, nth) =>
        budget.left-- > 0 ? [itemNode(item, nth, budget)] : [],
      ),
    })
  }
  return nodes
}

const itemNode = (item: DataSet, nth: number, budget: { left: number }): TagNode => ({
  tag: 'FFFE,E000',
  keyword: 'Item',
  vr: '',
  value: String(nth + 1),
  bytes: 0,
  children: nodesOf(item, budget),
})

function nameTag(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0')
  return `${digits.slice(0, 4)},${digits.slice(4)}`
}

function showValue(dataSet: DataSet, { tag, vr, items, fragments, length }: Element): string {
  if (items || fragments || length === 0) return ''
  if (vr === 'AT') return showTags(dataSet.bytes(tag) ?? new Uint8Array(0), dataSet.littleEndian)
  if (binaryVrs.has(vr)) return length <= shownBytes ? showBytes(dataSet.bytes(tag) ?? new Uint8Array(0)) : ''
  if (/^(US|SS|UL|SL|FL|FD|UV|SV)$/.test(vr))
    return cut(length > longestValue * 8 ? '' : dataSet.numbers(tag).join('\\'))
  return cut(dataSet.texts(tag).join('\\'))
}

const cut = (text: string) => (text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text)

/** Text where it is text, hexadecimal otherwise. */
function showBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
  return text !== '' && /^[\x20-\x7e]+$/.test(text) ? text : Buffer.from(bytes).toString('hex')
}

function showTags(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, nth) =>
    nameTag(view.getUint16(nth * 4, littleEndian) * 0x10000 + view.getUint16(nth * 4 + 2, littleEndian)),
  ).join('\\')
}

/** MIMIC-III's dictionaries of items, which name what the rows of CHARTEVENTS and LABEVENTS only number. */
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { readTable } from '../csv/read-table'
import { columnsOf } from './columns'

export interface ChartItem {
  label: string
  category: string
  /** of its values where their rows state none; '' where not stated */
  unit: string
}

export interface LabItem {
  label: string
  /** such as Blood */
  fluid: string
  /** '' where MIMIC has none */
  loinc: string
}

export interface MimicDictionaries {
  chart: ReadonlyMap<string, ChartItem>
  lab: ReadonlyMap<string, LabItem>
}

type Rejected = Extract<ReadItem, { kind: 'rejected' }>

/** D_ITEMS, about 12,500 rows. @returns what could be read, and the rows that could not */
export function readChartDictionary(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ items: Map<string, ChartItem>; rejected: Rejected[] }> {
  // prettier-ignore
  return readDictionary(bytes, ['ITEMID', 'LABEL'], (cell) => ({
    label: cell('LABEL'),
    category: cell('CATEGORY'),
    unit: cell('UNITNAME'),
  }))
}

/** D_LABITEMS, about 750 rows. */
export function readLabDictionary(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ items: Map<string, LabItem>; rejected: Rejected[] }> {
  // prettier-ignore
  return readDictionary(bytes, ['ITEMID', 'LABEL', 'FLUID'], (cell) => ({
    label: cell('LABEL'),
    fluid: cell('FLUID'),
    loinc: /^\d{1,7}-\d$/.test(cell('LOINC_CODE')) ? cell('LOINC_CODE') : '',
  }))
}

async function readDictionary<Item>(
  bytes: AsyncIterable<Uint8Array>,
  needed: readonly string[],
  itemOf: (cell: (name: string) => string) => Item,
): Promise<{ items: Map<string, Item>; rejected: Rejected[] }> {
  const items = new Map<string, Item>()
  const rejected: Rejected[] = []
  const rows = readTable(bytes, {}, ({ header }) => {
    const columns = columnsOf(header)
    const missing = needed.filter((name) => !columns.has(name))
    if (missing.length > 0)
      return { code: 'malformed', detail: `the dictionary has no column ${missing.join(', ')}` }
    return ({ cells }) => {
      const cell = (name: string) => cells[columns.get(name) ?? -1]?.trim() ?? ''
      items.set(cell('ITEMID'), itemOf(cell))
      return []
    }
  })
  for await (const item of rows) if (item.kind === 'rejected') rejected.push(item)
  return { items, rejected }
}

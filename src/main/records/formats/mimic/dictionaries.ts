/** MIMIC-III's dictionaries of items, which name what the rows of CHARTEVENTS and LABEVENTS only number. */
import { readTable } from '../csv/read-table'
import { columnsOf } from './columns'
import { MimicRejection, MimicRow } from './mimic-row'

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

/** D_ITEMS, about 12,500 rows. @returns what could be read; read as a table of its own it tells which rows could not */
export const readChartDictionary = (bytes: AsyncIterable<Uint8Array>): Promise<Map<string, ChartItem>> =>
  readDictionary(bytes, chartItem)

/** D_LABITEMS, about 750 rows; see {@link readChartDictionary}. */
export const readLabDictionary = (bytes: AsyncIterable<Uint8Array>): Promise<Map<string, LabItem>> =>
  readDictionary(bytes, labItem)

/** @throws MimicRejection where the row has no number by which its item is found */
export const chartItem = (row: MimicRow): [id: string, item: ChartItem] => [
  row.id('ITEMID', 'code-missing'),
  { label: row.cell('LABEL'), category: row.cell('CATEGORY'), unit: row.cell('UNITNAME') },
]

/** @throws MimicRejection where the row has no number by which its item is found */
export const labItem = (row: MimicRow): [id: string, item: LabItem] => [
  row.id('ITEMID', 'code-missing'),
  {
    label: row.cell('LABEL'),
    fluid: row.cell('FLUID'),
    loinc: /^\d{1,7}-\d$/.test(row.cell('LOINC_CODE')) ? row.cell('LOINC_CODE') : '',
  },
]

async function readDictionary<Item>(
  bytes: AsyncIterable<Uint8Array>,
  itemOf: (row: MimicRow) => [id: string, item: Item],
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>()
  const rows = readTable(bytes, { dialect: { delimiter: ',' } }, ({ header }) => {
    const columns = columnsOf(header)
    return ({ cells }) => {
      try {
        items.set(...itemOf(new MimicRow('', columns, cells, { namespace: '', zone: 'UTC' })))
      } catch (error) {
        if (!(error instanceof MimicRejection)) throw error
      }
      return []
    }
  })
  // What cannot be taken apart is told when the dictionary is read as a table among the others.
  while ((await rows.next()).done !== true);
  return items
}

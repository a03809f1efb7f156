/** Which columns of a table are subject, time, parameter and value, by what they are called. */
import { foldName } from './catalogue/catalogue'
import type { TableForm, TimeColumn } from './pipeline'
import { readCellNumber, readCellTime } from './table/read-cell'

const subjects = new Set([
  'recordid',
  'subjectid',
  'subject',
  'patientid',
  'patient',
  'pid',
  'mrn',
  'id',
  'stayid',
  'icustayid',
  'hadmid',
  'personid',
  '患者id',
  '患者编号',
  '病历号',
  '住院号',
  '门诊号',
])
const parameters = new Set([
  'parameter',
  'variable',
  'item',
  'itemid',
  'itemname',
  'label',
  'name',
  'code',
  'loinc',
  'test',
  'testname',
  'analyte',
  'measurement',
  '项目',
  '项目名称',
  '检验项目',
  '指标',
])
const values = new Set([
  'value',
  'valuenum',
  'result',
  'numericvalue',
  'measuredvalue',
  '结果',
  '数值',
  '检验结果',
  '测量值',
])
const units = new Set(['unit', 'units', 'valueuom', 'uom', 'unitofmeasure', '单位'])
const numberedTimes: Record<string, 'min' | 'h' | 'd'> = {
  minute: 'min',
  minutes: 'min',
  min: 'min',
  hour: 'h',
  hours: 'h',
  hr: 'h',
  day: 'd',
  days: 'd',
  分钟: 'min',
  小时: 'h',
  天: 'd',
}
const times = new Set([
  'time',
  'datetime',
  'date',
  'timestamp',
  'charttime',
  'effectivedatetime',
  '时间',
  '日期',
  '采集时间',
  '检查时间',
  '测量时间',
])

/**
 * @param sample first rows, to see how times are written
 * @returns null where nothing tells long from wide
 */
export function guessForm(
  header: readonly string[],
  sample: readonly (readonly string[])[],
): TableForm | null {
  const named = (words: ReadonlySet<string>) => header.find((name) => words.has(foldName(name))) ?? null
  if (header.length < 2) return null
  const [subject, parameter, value] = [named(subjects), named(parameters), named(values)]
  const time = timeColumn(header, sample)
  if (subject !== null && parameter !== null && value !== null)
    return { form: 'long', subject, time, parameter, value, unit: named(units) }
  return { form: 'wide', subject, time: subject === null ? null : time }
}

function timeColumn(header: readonly string[], sample: readonly (readonly string[])[]): TimeColumn | null {
  for (const [at, column] of header.entries()) {
    const folded = foldName(column)
    const cells = sample.map((row) => row[at]?.trim() ?? '').filter((cell) => cell !== '')
    const isIso = cells.length > 0 && cells.every((cell) => !Number.isNaN(readCellTime(cell, 'iso')))
    if (times.has(folded) && isIso) return { column, unit: 'iso' }
    const unit = numberedTimes[folded] ?? (times.has(folded) ? 'min' : undefined)
    if (unit && cells.every((cell) => !Number.isNaN(readCellNumber(cell)))) return { column, unit }
  }
  return null
}

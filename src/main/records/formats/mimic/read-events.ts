/** CHARTEVENTS and LABEVENTS: what was measured. */
import { type Coding, codeSystems, type Concept } from '../../../../shared/domain/record/coding'
import type { ObservationEntry, ObservationValue, RecordEntry } from '../../../../shared/domain/record/entry'
import { defined } from '../rejection'
import { readNumber } from '../text/read-number'
import type { ChartItem, LabItem } from './dictionaries'
import { type MimicItem, mimicItems, notAssessable } from './items'
import { mimicChartItems, mimicLabItems, MimicRejection, type MimicRow } from './mimic-row'

const category = (code: string): Coding[] => [
  { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code },
]

export function* readChartEvent(
  row: MimicRow,
  items: ReadonlyMap<string, ChartItem> | undefined,
): Generator<RecordEntry> {
  // prettier-ignore
  const id = row.id('ITEMID', 'code-missing')
  const known = mimicItems.get(Number(id))
  const item = items?.get(id)
  const unit = known?.unit ?? (row.cell('VALUEUOM') || (item?.unit ?? ''))
  yield defined<ObservationEntry>({
    kind: 'observation',
    identity: row.identity(),
    patient: row.patient,
    // The nurse marked the row as wrong (MetaVision).
    status: row.cell('ERROR') === '1' ? 'removed' : 'final',
    issued: row.time('STORETIME'),
    ...row.encounter,
    start: row.requiredTime('CHARTTIME'),
    code: chartConcept(id, known, item),
    value: valueOf(row, unit, known !== undefined),
    category:
      known && known.loinc !== '2345-7' && known.loinc !== '2339-0' ? category('vital-signs') : undefined,
    author: row.optionalId('CGID'),
  })
}

function chartConcept(id: string, known: MimicItem | undefined, item: ChartItem | undefined): Concept {
  const label = item?.label === '' ? undefined : item?.label
  return {
    codings: [
      ...(known ? [{ system: codeSystems.loinc, code: known.loinc, display: known.display }] : []),
      { system: mimicChartItems, code: id, ...(label === undefined ? {} : { display: label }) },
    ],
    ...(label === undefined ? {} : { text: label }),
  }
}

export function* readLabEvent(
  row: MimicRow,
  items: ReadonlyMap<string, LabItem> | undefined,
): Generator<RecordEntry> {
  // prettier-ignore
  const id = row.id('ITEMID', 'code-missing')
  const item = items?.get(id)
  const label = item?.label ?? ''
  yield defined<ObservationEntry>({
    kind: 'observation',
    identity: row.identity(),
    patient: row.patient,
    status: 'final',
    ...row.encounter,
    start: row.requiredTime('CHARTTIME'),
    code: {
      codings: [
        ...(item && item.loinc !== ''
          ? [{ system: codeSystems.loinc, code: item.loinc, display: label }]
          : []),
        { system: mimicLabItems, code: id, ...(label === '' ? {} : { display: label }) },
      ],
      ...(label === '' ? {} : { text: label }),
    },
    value: valueOf(row, row.cell('VALUEUOM'), false),
    category: category('laboratory'),
    specimen: item && item.fluid !== '' ? item.fluid : undefined,
    interpretation:
      row.cell('FLAG').toLowerCase() === 'abnormal'
        ? [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
              code: 'A',
              display: 'Abnormal',
            },
          ]
        : undefined,
  })
}

/**
 * VALUE is what was written, VALUENUM the number in it. A comparator that only VALUE has is kept (`LESS THAN 1`, `<1.0`).
 * A number without unit beside a text that says more (`4 Spontaneously`) is a step of an unnamed scale: its text is kept.
 */
function valueOf(row: MimicRow, unit: string, isScale: boolean): ObservationValue {
  const text = row.cell('VALUE')
  const numberText = row.cell('VALUENUM')
  if (text === '' && numberText === '') throw new MimicRejection('value-missing', 'the row has no value')
  if (notAssessable.has(text)) return { type: 'text', text }
  const number = numberText === '' ? null : readNumber(numberText)
  if (numberText !== '' && !number)
    throw new MimicRejection('value-invalid', `VALUENUM ${numberText.slice(0, 60)} is no number`)
  const written = readNumber(
    text.replace(/^(less|greater) than\s*/i, (_, word: string) =>
      word.toLowerCase() === 'less' ? '<' : '>',
    ),
  )
  if (!number) return written && unit !== '' ? quantity(written, unit) : { type: 'text', text }
  if (unit !== '')
    return quantity(
      written?.value === number.value
        ? written
        : { ...number, ...(written?.comparator ? { comparator: written.comparator } : {}) },
      unit,
    )
  if (text !== '' && !written && !isScale) return { type: 'text', text }
  throw new MimicRejection('unit-missing', 'neither the row nor the dictionary states a unit')
}

const quantity = (number: NonNullable<ReturnType<typeof readNumber>>, unit: string): ObservationValue => ({
  type: 'quantity',
  quantity: { ...number, unit },
})

/** PRESCRIPTIONS and NOTEEVENTS: what was ordered and written. */
import { type Coding, codeSystems } from '../../../../shared/domain/record/coding'
import type { DocumentEntry, MedicationEntry, RecordEntry } from '../../../../shared/domain/record/entry'
import { defined } from '../rejection'
import { readNumber } from '../text/read-number'
import { MimicRejection, type MimicRow } from './mimic-row'

export function* readPrescription(row: MimicRow): Generator<RecordEntry> {
  const drug = row.cell('DRUG') || row.cell('DRUG_NAME_GENERIC') || row.cell('DRUG_NAME_POE')
  if (drug === '') throw new MimicRejection('code-missing', 'the row names no drug')
  const ndc = row.cell('NDC')
  const local = row.cell('FORMULARY_DRUG_CD')
  const dose = readNumber(row.cell('DOSE_VAL_RX'))
  const unit = row.cell('DOSE_UNIT_RX')
  const doseText = [row.cell('DOSE_VAL_RX'), unit, row.cell('ROUTE')].filter((part) => part !== '').join(' ')
  const route = row.cell('ROUTE')
  const end = row.day('ENDDATE')
  yield defined<MedicationEntry>({
    kind: 'medication',
    identity: row.identity(),
    patient: row.patient,
    status: 'final',
    ...row.encounter,
    start: row.day('STARTDATE'),
    end,
    code: {
      codings: [
        // 0 stands for drugs without a number.
        ...(/^\d{9,11}$/.test(ndc) && !/^0+$/.test(ndc) ? [{ system: codeSystems.ndc, code: ndc }] : []),
        ...(local === '' ? [] : [{ system: 'local:mimic-iii/formulary_drug_cd', code: local }]),
      ],
      text: [drug, row.cell('PROD_STRENGTH')].filter((part) => part !== '').join(', '),
    },
    act: 'request',
    state: end ? 'completed' : 'unknown',
    dose: dose && unit !== '' ? { ...dose, unit } : undefined,
    doseText: doseText === '' ? undefined : doseText.slice(0, 500),
    route: route === '' ? undefined : { codings: [], text: route },
  })
}

/** Kinds of notes that LOINC's document ontology has a plain code for; the others keep their words. */
const noteTypes: Readonly<Record<string, Coding>> = {
  'discharge summary': { system: codeSystems.loinc, code: '18842-5', display: 'Discharge summary' },
  radiology: { system: codeSystems.loinc, code: '18748-4', display: 'Diagnostic imaging study' },
  ecg: { system: codeSystems.loinc, code: '11524-6', display: 'EKG study' },
  nursing: { system: codeSystems.loinc, code: '34746-8', display: 'Nurse note' },
  'nursing/other': { system: codeSystems.loinc, code: '34746-8', display: 'Nurse note' },
  physician: { system: codeSystems.loinc, code: '11506-3', display: 'Progress note' },
}

export function* readNote(row: MimicRow): Generator<RecordEntry> {
  const category = row.cell('CATEGORY')
  const description = row.cell('DESCRIPTION')
  const type = noteTypes[category.toLowerCase()]
  const text = row.text('TEXT').replaceAll('\r\n', '\n')
  const title = [category, description].filter((part) => part !== '').join(': ')
  if (text.trim() === '') throw new MimicRejection('value-missing', 'the note has no text')
  if (title === '') throw new MimicRejection('code-missing', 'the row does not say what kind of note it is')
  yield defined<DocumentEntry>({
    kind: 'document',
    identity: row.identity(),
    patient: row.patient,
    // A physician marked the note as wrong.
    status: row.cell('ISERROR') === '1' ? 'removed' : 'final',
    issued: row.time('STORETIME'),
    ...row.encounter,
    start: row.time('CHARTTIME') ?? row.day('CHARTDATE'),
    code: { codings: type ? [type] : [], text: category === '' ? description : category },
    title: title.slice(0, 500),
    text,
    author: row.optionalId('CGID'),
  })
}

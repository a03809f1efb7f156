/**
 * The parameters of the PhysioNet / Computing in Cardiology Challenge 2012 as LOINC and UCUM.
 *
 * Names, meanings and units: the challenge's description (physionet.org/content/challenge-2012/1.0.0, Silva et al. 2012).
 * LOINC codes by meaning and unit (loinc.org). `MechVent` has no code there: it is kept under the challenge's own name.
 */
export type Physionet2012Parameter =
  | {
      kind: 'quantity'
      loinc: string
      display: string
      unit: string
      category: 'vital-signs' | 'laboratory' | 'survey'
    }
  | { kind: 'flag'; display: string }

const vital = (loinc: string, display: string, unit: string): Physionet2012Parameter => ({
  kind: 'quantity',
  loinc,
  display,
  unit,
  category: 'vital-signs',
})
const lab = (loinc: string, display: string, unit: string): Physionet2012Parameter => ({
  kind: 'quantity',
  loinc,
  display,
  unit,
  category: 'laboratory',
})

export const physionet2012Parameters: Readonly<Record<string, Physionet2012Parameter>> = {
  Age: { kind: 'quantity', loinc: '30525-0', display: 'Age', unit: 'a', category: 'survey' },
  Height: vital('8302-2', 'Body height', 'cm'),
  Weight: vital('29463-7', 'Body weight', 'kg'),

  ALP: lab('6768-6', 'Alkaline phosphatase', '[IU]/L'),
  ALT: lab('1742-6', 'Alanine aminotransferase', '[IU]/L'),
  AST: lab('1920-8', 'Aspartate aminotransferase', '[IU]/L'),
  Albumin: lab('1751-7', 'Albumin', 'g/dL'),
  BUN: lab('3094-0', 'Urea nitrogen', 'mg/dL'),
  Bilirubin: lab('1975-2', 'Bilirubin total', 'mg/dL'),
  Cholesterol: lab('2093-3', 'Cholesterol', 'mg/dL'),
  Creatinine: lab('2160-0', 'Creatinine', 'mg/dL'),
  DiasABP: vital('76213-8', 'Invasive diastolic blood pressure', 'mm[Hg]'),
  FiO2: vital('3150-0', 'Inhaled oxygen concentration', '1'),
  GCS: vital('9269-2', 'Glasgow coma score total', '{score}'),
  Glucose: lab('2345-7', 'Glucose', 'mg/dL'),
  HCO3: lab('1963-8', 'Bicarbonate', 'mmol/L'),
  HCT: lab('20570-8', 'Hematocrit', '%'),
  HR: vital('8867-4', 'Heart rate', '/min'),
  K: lab('2823-3', 'Potassium', 'mmol/L'),
  Lactate: lab('2524-7', 'Lactate', 'mmol/L'),
  MAP: vital('76214-6', 'Invasive mean blood pressure', 'mm[Hg]'),
  MechVent: { kind: 'flag', display: 'Mechanical ventilation' },
  Mg: lab('2601-3', 'Magnesium', 'mmol/L'),
  NIDiasABP: vital('76535-4', 'Noninvasive diastolic blood pressure', 'mm[Hg]'),
  NIMAP: vital('76536-2', 'Noninvasive mean blood pressure', 'mm[Hg]'),
  NISysABP: vital('76534-7', 'Noninvasive systolic blood pressure', 'mm[Hg]'),
  Na: lab('2951-2', 'Sodium', 'mmol/L'),
  PaCO2: lab('2019-8', 'Carbon dioxide, arterial', 'mm[Hg]'),
  PaO2: lab('2703-7', 'Oxygen, arterial', 'mm[Hg]'),
  Platelets: lab('26515-7', 'Platelets', '10*3/uL'),
  RespRate: vital('9279-1', 'Respiratory rate', '/min'),
  SaO2: lab('2708-6', 'Oxygen saturation, arterial', '%'),
  pH: lab('2744-1', 'pH of arterial blood', '[pH]'),
  SysABP: vital('76215-3', 'Invasive systolic blood pressure', 'mm[Hg]'),
  Temp: vital('8310-5', 'Body temperature', 'Cel'),
  TroponinI: lab('10839-9', 'Troponin I', 'ug/L'),
  TroponinT: lab('6598-7', 'Troponin T', 'ug/L'),
  Urine: vital('9187-6', 'Urine output', 'mL'),
  WBC: lab('26464-8', 'Leukocytes', '10*3/uL'),
}

/** Code system of the challenge's own names, kept beside LOINC so that a record gives back the parameter it came from. */
export const physionet2012System = 'local:physionet-challenge-2012'

/** `ICUType` of the challenge. */
export const physionet2012Units: Readonly<Record<string, string>> = {
  '1': 'Coronary Care Unit',
  '2': 'Cardiac Surgery Recovery Unit',
  '3': 'Medical ICU',
  '4': 'Surgical ICU',
}

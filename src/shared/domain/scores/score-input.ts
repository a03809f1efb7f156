/** What a score asks for: each kind of value once, with its unit, what is physically possible, and where a record has it. */

/** Where the record may have the value. Absence of a diagnosis or medicine never answers "no": it is asked for. */
export interface RecordPlace {
  /** LOINC codes of observations; the first one also says which substance a bare value measures, for its molar mass */
  loinc?: readonly string[]
  /** beginnings of ICD-10 codes (WHO and -CM, without the point): a diagnosis that begins so answers `yes` */
  icd10?: readonly string[]
  /** beginnings of ATC codes: a medicine taken at the time answers `yes` */
  atc?: readonly string[]
  /** what is over counts too: a diagnosis that is healed, a medicine that was stopped */
  everHad?: true
}

export interface QuantityInput extends RecordPlace {
  kind: 'quantity'
  /** UCUM; values in other units are converted to it */
  unit: string
  /** outside of it the value is an error of writing or of measuring, not a patient: it is refused */
  possible: { min: number; max: number }
  /** the value counts whole things */
  whole?: true
  /** UCUM units in daily use beside `unit`: a number without a unit is then doubtful, and flagged */
  alsoIn?: readonly string[]
}

export interface ChoiceInput extends RecordPlace {
  kind: 'choice'
  options: readonly string[]
  /** other ways in which the answer is written: as points, or as true and false */
  aliases?: Readonly<Record<string, string>>
  /** answer codes of the observation (LOINC answer lists, SNOMED CT): which option each means */
  answers?: Readonly<Record<string, string>>
  /** measurements that answer: `yes` above a value, `no` at it or below */
  measured?: readonly MeasuredAnswer[]
}

export interface MeasuredAnswer {
  loinc: readonly string[]
  /** UCUM */
  unit: string
  above: number
  /** rounded to it before it is compared; absent: as it is */
  digits?: number
  possible: { min: number; max: number }
}

export type ScoreInput = QuantityInput | ChoiceInput

const yesNo = {
  kind: 'choice',
  options: ['no', 'yes'],
  aliases: { false: 'no', true: 'yes', '0': 'no', '1': 'yes', n: 'no', y: 'yes' },
} as const

const apgarItem = <const Options extends readonly [string, string, string]>(options: Options) =>
  ({
    kind: 'choice',
    options,
    aliases: { '0': options[0], '1': options[1], '2': options[2] },
  }) as const

const pressure = { kind: 'quantity', unit: 'mm[Hg]', alsoIn: ['kPa'] } as const
const dose = { kind: 'quantity', unit: 'ug/kg/min' } as const
const cholesterol = { kind: 'quantity', unit: 'mg/dL', alsoIn: ['mmol/L'] } as const

/** WHO ATC groups of medicines that lower blood pressure. */
const antihypertensives = ['C02', 'C03', 'C07', 'C08', 'C09'] as const

export const scoreInputs = {
  // the patient
  age: { kind: 'quantity', unit: 'a', possible: { min: 0, max: 130 } },
  sex: { kind: 'choice', options: ['female', 'male'], aliases: { f: 'female', m: 'male' } },
  race: {
    kind: 'choice',
    options: ['non-hispanic-white', 'african-american', 'other-race'],
    aliases: { white: 'non-hispanic-white', black: 'african-american', other: 'other-race' },
  },
  pregnant: { ...yesNo, icd10: ['Z33', 'Z34', 'Z35', 'Z3A', 'O0', 'O1', 'O2', 'O3', 'O4'] },

  // vital signs
  respiratoryRate: { kind: 'quantity', unit: '/min', possible: { min: 0, max: 120 }, loinc: ['9279-1'] },
  oxygenSaturation: {
    kind: 'quantity',
    unit: '%',
    possible: { min: 20, max: 100 },
    loinc: ['59408-5', '2708-6'],
  },
  oxygenSaturationScale: {
    kind: 'choice',
    options: ['scale1', 'scale2'],
    aliases: { '1': 'scale1', '2': 'scale2' },
  },
  supplementalOxygen: {
    ...yesNo,
    aliases: { ...yesNo.aliases, air: 'no', oxygen: 'yes' },
    // Flow of inhaled oxygen; its share in what is inhaled, of which air has 21 %.
    measured: [
      { loinc: ['3151-8'], unit: 'L/min', above: 0, possible: { min: 0, max: 100 } },
      {
        loinc: ['3150-0', '19994-3', '19996-8'],
        unit: '%',
        above: 21,
        digits: 0,
        possible: { min: 20.5, max: 100 },
      },
    ],
  },
  // by a method that is not said, by cuff, by a line in an artery
  systolicPressure: {
    ...pressure,
    possible: { min: 20, max: 350 },
    loinc: ['8480-6', '76534-7', '76215-3'],
  },
  diastolicPressure: {
    ...pressure,
    possible: { min: 5, max: 250 },
    loinc: ['8462-4', '76535-4', '76213-8'],
  },
  meanArterialPressure: {
    ...pressure,
    possible: { min: 5, max: 300 },
    loinc: ['8478-0', '76536-2', '76214-6'],
  },
  heartRate: { kind: 'quantity', unit: '/min', possible: { min: 0, max: 350 }, loinc: ['8867-4'] },
  temperature: {
    kind: 'quantity',
    unit: 'Cel',
    alsoIn: ['[degF]'],
    possible: { min: 13, max: 46 },
    loinc: ['8310-5'],
  },
  consciousness: {
    kind: 'choice',
    options: ['alert', 'new-confusion', 'voice', 'pain', 'unresponsive'],
    aliases: { a: 'alert', c: 'new-confusion', v: 'voice', p: 'pain', u: 'unresponsive' },
    loinc: ['67775-7'],
    answers: { 'LA9340-6': 'alert', 'LA9341-4': 'voice', 'LA9342-2': 'pain', 'LA9343-0': 'unresponsive' },
  },
  glasgowComaScale: {
    kind: 'quantity',
    unit: '{score}',
    whole: true,
    possible: { min: 3, max: 15 },
    loinc: ['9269-2'],
  },

  // laboratory
  arterialOxygenPressure: { ...pressure, possible: { min: 5, max: 800 }, loinc: ['2703-7'] },
  inspiredOxygen: {
    kind: 'quantity',
    unit: '%',
    alsoIn: ['1'],
    possible: { min: 21, max: 100 },
    loinc: ['3150-0', '19994-3', '19996-8'],
  },
  platelets: {
    kind: 'quantity',
    unit: '10*9/L',
    possible: { min: 0, max: 10_000 },
    loinc: ['777-3', '26515-7', '778-1'],
  },
  bilirubin: {
    kind: 'quantity',
    unit: 'mg/dL',
    alsoIn: ['umol/L'],
    possible: { min: 0, max: 100 },
    loinc: ['1975-2', '14631-6'],
  },
  creatinine: {
    kind: 'quantity',
    unit: 'mg/dL',
    alsoIn: ['umol/L'],
    possible: { min: 0.05, max: 80 },
    loinc: ['2160-0', '14682-9', '38483-4'],
  },
  cystatinC: { kind: 'quantity', unit: 'mg/L', possible: { min: 0.1, max: 30 }, loinc: ['33863-2'] },
  urea: {
    kind: 'quantity',
    unit: 'mmol/L',
    alsoIn: ['mg/dL'],
    possible: { min: 0.1, max: 150 },
    loinc: ['22664-7', '3091-6'],
  },
  // the mass of its nitrogen alone, as laboratories of the United States report urea
  ureaNitrogen: {
    kind: 'quantity',
    unit: 'mg/dL',
    alsoIn: ['mmol/L'],
    possible: { min: 0.3, max: 420 },
    loinc: ['3094-0', '6299-2', '14937-7'],
  },
  totalCholesterol: { ...cholesterol, possible: { min: 20, max: 2_000 }, loinc: ['2093-3', '14647-2'] },
  hdlCholesterol: { ...cholesterol, possible: { min: 2, max: 300 }, loinc: ['2085-9', '14646-4'] },
  urineOutput: {
    kind: 'quantity',
    unit: 'mL/d',
    alsoIn: ['L/d'],
    possible: { min: 0, max: 50_000 },
    loinc: ['9192-6', '3167-4'],
  },

  // body
  bodyWeight: {
    kind: 'quantity',
    unit: 'kg',
    alsoIn: ['[lb_av]'],
    possible: { min: 0.3, max: 650 },
    loinc: ['29463-7', '3141-9'],
  },
  bodyHeight: {
    kind: 'quantity',
    unit: 'cm',
    alsoIn: ['m', '[in_i]'],
    possible: { min: 20, max: 275 },
    loinc: ['8302-2', '3137-7'],
  },
  bodyMassIndex: { kind: 'quantity', unit: 'kg/m2', possible: { min: 7, max: 250 }, loinc: ['39156-5'] },
  waist: {
    kind: 'quantity',
    unit: 'cm',
    alsoIn: ['[in_i]'],
    possible: { min: 30, max: 350 },
    loinc: ['8280-0', '56086-2'],
  },

  // intensive care
  respiratorySupport: yesNo,
  vasopressors: yesNo,
  dopamine: { ...dose, possible: { min: 0, max: 200 } },
  dobutamine: { ...dose, possible: { min: 0, max: 200 } },
  epinephrine: { ...dose, possible: { min: 0, max: 50 } },
  norepinephrine: { ...dose, possible: { min: 0, max: 50 } },

  // diagnoses and habits
  heartFailure: { ...yesNo, icd10: ['I50', 'I110', 'I130', 'I132', 'I255', 'I42'] },
  hypertension: { ...yesNo, icd10: ['I10', 'I11', 'I12', 'I13', 'I15', 'I16'] },
  diabetes: { ...yesNo, icd10: ['E10', 'E11', 'E12', 'E13', 'E14'] },
  strokeOrEmbolism: {
    ...yesNo,
    everHad: true,
    icd10: ['I63', 'I64', 'I74', 'I693', 'I694', 'G450', 'G451', 'G452', 'G453', 'G458', 'G459', 'Z8673'],
  },
  vascularDisease: { ...yesNo, everHad: true, icd10: ['I21', 'I22', 'I252', 'I700', 'I702', 'I739', 'E115'] },
  atrialFibrillation: { ...yesNo, icd10: ['I48'] },
  mitralStenosisOrMechanicalValve: { ...yesNo, everHad: true, icd10: ['I050', 'I052', 'I342', 'Z952'] },
  cardiovascularDisease: {
    ...yesNo,
    everHad: true,
    icd10: ['I20', 'I21', 'I22', 'I23', 'I24', 'I25', 'I50', 'I61', 'I63', 'I64', 'I693', 'I739', 'G45'],
  },
  bloodPressureTreatment: { ...yesNo, atc: antihypertensives },
  smoker: {
    ...yesNo,
    loinc: ['72166-2'],
    // SNOMED CT as in US Core smoking status: 449868002 daily, 428041000124106 some days, 8517006 former, 266919005 never
    answers: {
      '449868002': 'yes',
      '428041000124106': 'yes',
      '77176002': 'yes',
      '428071000124103': 'yes',
      '428061000124105': 'yes',
      '8517006': 'no',
      '266919005': 'no',
      'LA18976-3': 'yes',
      'LA18977-1': 'yes',
      'LA18981-3': 'yes',
      'LA18982-1': 'yes',
      'LA15920-4': 'no',
      'LA18978-9': 'no',
    },
  },
  bloodPressureMedicationEver: { ...yesNo, everHad: true, atc: antihypertensives },
  highGlucoseEver: { ...yesNo, everHad: true, icd10: ['R73', 'O24'] },
  relativeWithDiabetes: {
    kind: 'choice',
    options: ['no-relative', 'distant-relative', 'close-relative'],
    aliases: { no: 'no-relative', none: 'no-relative' },
  },
  activeHalfHourDaily: yesNo,
  vegetablesDaily: yesNo,

  // the newborn
  apgarHeartRate: apgarItem(['heart-absent', 'heart-below-100', 'heart-100-or-more']),
  apgarBreathing: apgarItem(['breathing-absent', 'breathing-weak', 'breathing-strong']),
  apgarTone: apgarItem(['tone-limp', 'tone-some', 'tone-active']),
  apgarReflex: apgarItem(['reflex-none', 'reflex-grimace', 'reflex-cry']),
  apgarColour: apgarItem(['colour-pale', 'colour-limbs-blue', 'colour-pink']),
  minutesAfterBirth: { kind: 'quantity', unit: 'min', possible: { min: 0, max: 60 } },

  // thrombosis and pulmonary embolism
  activeCancer: yesNo,
  legImmobilised: yesNo,
  bedThreeDaysOrSurgeryTwelveWeeks: yesNo,
  deepVeinTenderness: yesNo,
  wholeLegSwollen: yesNo,
  calfThreeCentimetres: yesNo,
  pittingOedema: yesNo,
  collateralVeins: yesNo,
  previousDeepVeinThrombosis: { ...yesNo, everHad: true, icd10: ['Z86718'] },
  otherDiagnosisAsLikelyAsThrombosis: yesNo,
  signsOfDeepVeinThrombosis: yesNo,
  embolismMostLikely: yesNo,
  immobileThreeDaysOrSurgeryFourWeeks: yesNo,
  previousThrombosisOrEmbolism: { ...yesNo, everHad: true, icd10: ['Z86711', 'Z86718'] },
  haemoptysis: yesNo,

  // pneumonia
  pneumoniaConfusion: yesNo,
  pneumoniaFromCommunity: yesNo,
} as const satisfies Record<string, ScoreInput>

export type InputId = keyof typeof scoreInputs

/** Every answer that any choice has. */
export type OptionId = {
  [K in InputId]: (typeof scoreInputs)[K] extends { options: readonly (infer Option)[] } ? Option : never
}[InputId]

/** What a computation is given: a number in the input's own unit, or the answer. */
export type InputValue<K extends InputId> = (typeof scoreInputs)[K] extends {
  options: readonly (infer Option)[]
}
  ? Option
  : number

export const inputOf = (id: InputId): ScoreInput => scoreInputs[id]

export const isInputId = (id: string): id is InputId => Object.hasOwn(scoreInputs, id)

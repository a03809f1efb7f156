/**
 * The columns of the models that ship, as a record holds them. LOINC codes by meaning (loinc.org); ICD-10 by chapter. What
 * is not listed here has no code that records commonly hold: it is asked for.
 */
import type { AnswerWords, GuidelineCheck, InputPlace, PopulationRule, RiskBinding } from './risk-binding'

const sex = (female: string, male: string): InputPlace[] => [{ from: 'sex', female, male }]
const quantity = (
  loinc: readonly string[],
  unit: string,
  keeps: 'body' | 'lipids' | 'illness' | 'heart',
): InputPlace[] => [{ from: 'quantity', loinc, unit, keeps }]

const bodyMassIndex: InputPlace[] = [
  { from: 'quantity', loinc: ['39156-5'], unit: 'kg/m2', keeps: 'body' },
  { from: 'weight-and-height', keeps: 'body' },
]

const systolic = ['8480-6', '76534-7']
const diastolic = ['8462-4', '76535-4']
const cholesterol = ['2093-3', '14647-2']
const hypertension = ['I10', 'I11', 'I12', 'I13', 'I15', 'I16']
const diabetes = ['E10', 'E11', 'E12', 'E13', 'E14']

/**
 * Smoking status. SNOMED CT and LOINC answers as in US Core; by their definition a current or former smoker has smoked 100
 * cigarettes or more, and one who never smoked has not (HealthIT.gov, meaningful use of smoking status).
 */
const smokesNow = {
  codes: [
    '449868002',
    '428041000124106',
    '77176002',
    '428071000124103',
    '428061000124105',
    'LA18976-3',
    'LA18977-1',
    'LA18981-3',
    'LA18982-1',
  ],
  words: ['current', 'current smoker', 'smoker', 'smokes', 'yes', '吸烟', '现吸烟', '目前吸烟'],
}
const smokedOnce = {
  codes: ['8517006', 'LA15920-4'],
  words: ['former', 'former smoker', 'ex-smoker', '已戒', '已戒烟', '曾吸烟'],
}
const neverSmoked = {
  codes: ['266919005', 'LA18978-9'],
  words: ['never', 'never smoker', 'never smoked', 'no', '从不', '从不吸烟', '不吸烟', '无'],
}
const both = (cell: string, ...parts: { codes: string[]; words: string[] }[]): AnswerWords => ({
  cell,
  codes: parts.flatMap(({ codes }) => codes),
  words: parts.flatMap(({ words }) => words),
})
const smoking = (answers: readonly AnswerWords[]): InputPlace[] => [
  { from: 'answer', loinc: ['72166-2'], answers, keeps: 'habits' },
]
const hundredCigarettes = (yes: string, no: string): InputPlace[] =>
  smoking([both(yes, smokesNow, smokedOnce), both(no, neverSmoked)])

/** 11323-3 health status, 61577-3 the PROMIS question for it. */
const generalHealth = (cells: readonly [string, string, string, string, string]): InputPlace[] => [
  {
    from: 'answer',
    loinc: ['61577-3', '11323-3'],
    keeps: 'habits',
    answers: [
      { cell: cells[0], codes: ['LA9206-9'], words: ['excellent', '极好'] },
      { cell: cells[1], codes: [], words: ['very good', '很好'] },
      { cell: cells[2], codes: ['LA8967-7', '135815002'], words: ['good', '好'] },
      { cell: cells[3], codes: ['LA8968-5', '135817005'], words: ['fair', '一般'] },
      { cell: cells[4], codes: ['LA8969-3', '135818000'], words: ['poor', '差'] },
    ],
  },
]

/** Days a week with moderate to strenuous activity in the last 30 days. None of that does not mean no activity at all. */
const active = (yes: string, no: string | null): InputPlace[] =>
  ['d/wk', '/wk'].map((unit) => ({
    from: 'limit',
    loinc: ['89555-7'],
    unit,
    side: 'above',
    limit: 0,
    cell: yes,
    otherwise: no,
    keeps: 'habits',
  }))

/** Five-year classes of the survey from 18-24 to 80 and above. */
const surveyAges = [18, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80].map((fromYears, at) => ({
  cell: String(at + 1),
  fromYears,
}))

const diabetesPopulation: PopulationRule[] = [
  { fact: 'adult', rule: 'required', fromYears: 18 },
  { fact: 'known-diabetes', rule: 'excluded', icd10: diabetes },
  {
    fact: 'pregnant',
    rule: 'excluded',
    icd10: ['Z33', 'Z34', 'Z35', 'Z3A', 'O0', 'O1', 'O2', 'O3', 'O4'],
    womenOnly: true,
  },
]

const standardsOfCare = {
  title:
    'American Diabetes Association Professional Practice Committee. 2. Diagnosis and Classification of Diabetes: Standards of Care in Diabetes 2024. Diabetes Care 2024;47(Suppl 1):S20-S42',
  doi: '10.2337/dc24-S002',
}
const bloodTests: GuidelineCheck[] = [
  { id: 'hba1c', loinc: ['4548-4', '59261-8'], unit: '%', source: standardsOfCare },
  { id: 'fasting-glucose', loinc: ['1558-6', '14771-0'], unit: 'mg/dL', source: standardsOfCare },
]

const diabetesSurvey: RiskBinding = {
  modelId: 'diabetes',
  tense: 'present',
  inputs: {
    HighBP: [{ from: 'diagnosis', icd10: hypertension, cell: '1' }],
    HighChol: [{ from: 'diagnosis', icd10: ['E780', 'E782', 'E784', 'E785'], cell: '1' }],
    CholCheck: [{ from: 'measured', loinc: cholesterol, days: 5 * 365, cell: '1' }],
    BMI: bodyMassIndex,
    Smoker: hundredCigarettes('1', '0'),
    PhysActivity: active('1', null),
    GenHlth: generalHealth(['1', '2', '3', '4', '5']),
    Sex: sex('0', '1'),
    Age: [{ from: 'age', classes: surveyAges }],
  },
  population: diabetesPopulation,
  checks: bloodTests,
}

const diabetesExamination: RiskBinding = {
  modelId: 'diabetes-nhanes',
  tense: 'present',
  inputs: {
    Gender: sex('female', 'male'),
    // The survey writes 80 for everybody of 80 and more.
    Age: [{ from: 'age', most: 80 }],
    BMI: bodyMassIndex,
    BPSysAve: quantity(systolic, 'mm[Hg]', 'body'),
    BPDiaAve: quantity(diastolic, 'mm[Hg]', 'body'),
    Pulse: quantity(['8867-4'], '/min', 'body'),
    DirectChol: quantity(['2085-9', '14646-4'], 'mmol/L', 'lipids'),
    TotChol: quantity(cholesterol, 'mmol/L', 'lipids'),
    HealthGen: generalHealth(['Excellent', 'Vgood', 'Good', 'Fair', 'Poor']),
    SleepHrsNight: quantity(['93832-4'], 'h', 'body'),
    SleepTrouble: [{ from: 'diagnosis', icd10: ['G47', 'F51'], cell: 'Yes' }],
    PhysActive: active('Yes', 'No'),
    Smoke100: hundredCigarettes('Yes', 'No'),
  },
  population: diabetesPopulation.filter(({ fact }) => fact !== 'adult'),
  checks: bloodTests,
}

/** Findings that LOINC has no code for as this table means them; whoever has them writes them under the table's own names. */
const ownTable = 'local:uci-heart-disease'
const own = (code: string): InputPlace[] => [{ from: 'own-code', system: ownTable, code, keeps: 'body' }]

const coronary: RiskBinding = {
  modelId: 'heart-disease',
  tense: 'present',
  inputs: {
    age: [{ from: 'age' }],
    sex: sex('0', '1'),
    trestbps: quantity(systolic, 'mm[Hg]', 'body'),
    chol: quantity(cholesterol, 'mg/dL', 'lipids'),
    fbs: [
      {
        from: 'limit',
        loinc: ['1558-6', '14771-0'],
        unit: 'mg/dL',
        side: 'above',
        limit: 120,
        cell: '1',
        otherwise: '0',
        keeps: 'glucose',
      },
    ],
    ...Object.fromEntries(
      ['cp', 'restecg', 'thalach', 'exang', 'oldpeak', 'slope', 'ca', 'thal'].map((code) => [
        code,
        own(code),
      ]),
    ),
  },
  population: [
    {
      fact: 'known-coronary-disease',
      rule: 'excluded',
      icd10: ['I20', 'I21', 'I22', 'I23', 'I24', 'I25', 'Z951', 'Z955'],
    },
    { fact: 'referred-for-angiography', rule: 'required' },
  ],
  checks: [],
}

const heartFailure: RiskBinding = {
  modelId: 'heart-failure',
  tense: 'future',
  inputs: {
    age: [{ from: 'age' }],
    // The cohort called a haematocrit below 36 % anaemia: Chicco and Jurman 2020, doi:10.1186/s12911-020-1023-5, table 1.
    anaemia: [
      {
        from: 'limit',
        loinc: ['4544-3', '20570-8'],
        unit: '%',
        side: 'below',
        limit: 36,
        cell: '1',
        otherwise: '0',
        keeps: 'illness',
      },
    ],
    creatinine_phosphokinase: quantity(['2157-6'], 'U/L', 'illness'),
    diabetes: [{ from: 'diagnosis', icd10: diabetes, cell: '1' }],
    ejection_fraction: quantity(['10230-1', '8806-2', '18043-0'], '%', 'heart'),
    high_blood_pressure: [{ from: 'diagnosis', icd10: hypertension, cell: '1' }],
    // The table's numbers run from 25,100 to 850,000 with a mean of 263,000: counts of a microlitre, whatever they are called.
    platelet: quantity(['777-3', '26515-7', '778-1'], '/uL', 'illness'),
    serum_creatinine: quantity(['2160-0', '14682-9', '38483-4'], 'mg/dL', 'illness'),
    serum_sodium: quantity(['2951-2'], 'mmol/L', 'illness'),
    sex: sex('0', '1'),
    smoking: smoking([both('1', smokesNow), both('0', smokedOnce, neverSmoked)]),
  },
  population: [{ fact: 'advanced-heart-failure', rule: 'required' }],
  checks: [],
}

export const riskBindings: readonly RiskBinding[] = [
  diabetesSurvey,
  diabetesExamination,
  coronary,
  heartFailure,
]

/** null for a model that does not ship: everything it asks for is asked for. */
export const bindingOf = (modelId: string): RiskBinding | null =>
  riskBindings.find((binding) => binding.modelId === modelId) ?? null

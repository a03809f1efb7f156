/**
 * Observations that tables of hospitals often hold: their LOINC codes (loinc.org; names shortened) and the words
 * of column headers, English and Chinese, by which they are recognised. A proposal for people: nothing is read by it unseen.
 *
 * LOINC tells masses from amounts of substance: where a thing is measured in both, the unit chooses the code.
 */
import { type Concept, codeSystems } from '../record/coding'

export type ObservationCategory = 'vital-signs' | 'laboratory' | 'social-history' | 'survey'

export interface KnownObservation {
  /** of the value in the unit families of {@link unitFamily}; `any` where LOINC has one code or the unit is not known */
  loinc: { any: string; mole?: string }
  display: string
  category: ObservationCategory
  /** lower case, without punctuation; the first is the plainest */
  words: readonly string[]
  /** `text` for what is no number */
  value?: 'text'
}

const vital = (loinc: string, display: string, ...words: string[]): KnownObservation => ({
  loinc: { any: loinc },
  display,
  category: 'vital-signs',
  words,
})
const lab = (loinc: string, display: string, ...words: string[]): KnownObservation => ({
  loinc: { any: loinc },
  display,
  category: 'laboratory',
  words,
})
const labInMoles = (mass: string, mole: string, display: string, ...words: string[]): KnownObservation => ({
  loinc: { any: mass, mole },
  display,
  category: 'laboratory',
  words,
})
const habit = (loinc: string, display: string, ...words: string[]): KnownObservation => ({
  loinc: { any: loinc },
  display,
  category: 'social-history',
  words,
  value: 'text',
})

export const knownObservations: readonly KnownObservation[] = [
  vital('8867-4', 'Heart rate', 'heart rate', 'hr', 'pulse', 'pulse rate', '心率', '脉搏', '脉率'),
  vital(
    '9279-1',
    'Respiratory rate',
    'respiratory rate',
    'resp rate',
    'rr',
    'respiration',
    '呼吸',
    '呼吸频率',
    '呼吸次数',
  ),
  vital('8310-5', 'Body temperature', 'temperature', 'temp', 'body temperature', '体温'),
  vital(
    '8480-6',
    'Systolic blood pressure',
    'systolic blood pressure',
    'sbp',
    'systolic',
    'sysbp',
    'systolic bp',
    '收缩压',
    '高压',
  ),
  vital(
    '8462-4',
    'Diastolic blood pressure',
    'diastolic blood pressure',
    'dbp',
    'diastolic',
    'diasbp',
    'diastolic bp',
    '舒张压',
    '低压',
  ),
  vital(
    '8478-0',
    'Mean blood pressure',
    'mean blood pressure',
    'map',
    'mbp',
    'mean arterial pressure',
    '平均动脉压',
    '平均压',
  ),
  vital(
    '59408-5',
    'Oxygen saturation by pulse oximetry',
    'spo2',
    'pulse oximetry',
    'oxygen saturation',
    '血氧',
    '血氧饱和度',
    '指脉氧',
  ),
  vital('29463-7', 'Body weight', 'weight', 'body weight', 'wt', '体重'),
  vital('8302-2', 'Body height', 'height', 'body height', 'ht', '身高'),
  vital('39156-5', 'Body mass index', 'bmi', 'body mass index', '体质指数', '体重指数', '身体质量指数'),
  vital(
    '9269-2',
    'Glasgow coma score total',
    'gcs',
    'glasgow coma scale',
    'glasgow coma score',
    '格拉斯哥昏迷评分',
    '昏迷评分',
  ),
  vital(
    '3150-0',
    'Inhaled oxygen concentration',
    'fio2',
    'inhaled oxygen concentration',
    '吸入氧浓度',
    '吸氧浓度',
  ),
  vital('9187-6', 'Urine output', 'urine', 'urine output', '尿量'),
  { loinc: { any: '30525-0' }, display: 'Age', category: 'survey', words: ['age', '年龄'] },

  labInMoles(
    '2345-7',
    '14749-6',
    'Glucose',
    'glucose',
    'glu',
    'blood glucose',
    'fasting glucose',
    'blood sugar',
    '葡萄糖',
    '血糖',
    '空腹血糖',
    '血葡萄糖',
  ),
  lab(
    '4548-4',
    'Hemoglobin A1c',
    'hba1c',
    'hemoglobin a1c',
    'glycated hemoglobin',
    'a1c',
    '糖化血红蛋白',
    '糖化血红蛋白a1c',
  ),
  labInMoles(
    '2160-0',
    '14682-9',
    'Creatinine',
    'creatinine',
    'crea',
    'cr',
    'scr',
    'serum creatinine',
    '肌酐',
    '血肌酐',
    '血清肌酐',
  ),
  labInMoles(
    '3094-0',
    '14937-7',
    'Urea nitrogen',
    'bun',
    'urea nitrogen',
    'blood urea nitrogen',
    '尿素氮',
    '血尿素氮',
  ),
  labInMoles('3091-6', '22664-7', 'Urea', 'urea', 'blood urea', '尿素', '血尿素'),
  labInMoles('3084-1', '14933-6', 'Urate', 'uric acid', 'urate', 'ua', '尿酸', '血尿酸'),
  lab('2951-2', 'Sodium', 'sodium', 'na', 'na+', '钠', '血钠'),
  lab('2823-3', 'Potassium', 'potassium', 'k', 'k+', '钾', '血钾'),
  lab('2075-0', 'Chloride', 'chloride', 'cl', '氯', '血氯'),
  lab('1963-8', 'Bicarbonate', 'bicarbonate', 'hco3', '碳酸氢根', '碳酸氢盐'),
  labInMoles('17861-6', '2000-8', 'Calcium', 'calcium', 'ca', '钙', '血钙'),
  labInMoles('19123-9', '2601-3', 'Magnesium', 'magnesium', 'mg', '镁', '血镁'),
  labInMoles('2777-1', '14879-1', 'Phosphate', 'phosphate', 'phosphorus', '磷', '血磷', '无机磷'),
  lab('1751-7', 'Albumin', 'albumin', 'alb', '白蛋白'),
  lab('2885-2', 'Total protein', 'total protein', 'tp', '总蛋白'),
  lab(
    '1742-6',
    'Alanine aminotransferase',
    'alt',
    'alanine aminotransferase',
    'gpt',
    'sgpt',
    '丙氨酸氨基转移酶',
    '谷丙转氨酶',
  ),
  lab(
    '1920-8',
    'Aspartate aminotransferase',
    'ast',
    'aspartate aminotransferase',
    'got',
    'sgot',
    '天门冬氨酸氨基转移酶',
    '谷草转氨酶',
  ),
  lab('6768-6', 'Alkaline phosphatase', 'alp', 'alkaline phosphatase', '碱性磷酸酶'),
  lab(
    '2324-2',
    'Gamma glutamyl transferase',
    'ggt',
    'gamma gt',
    'gamma glutamyl transferase',
    'γ谷氨酰转移酶',
    '谷氨酰转肽酶',
  ),
  lab('2532-0', 'Lactate dehydrogenase', 'ldh', 'lactate dehydrogenase', '乳酸脱氢酶'),
  lab('2157-6', 'Creatine kinase', 'ck', 'cpk', 'creatine kinase', 'creatinine phosphokinase', '肌酸激酶'),
  labInMoles(
    '1975-2',
    '14631-6',
    'Bilirubin total',
    'bilirubin',
    'tbil',
    'total bilirubin',
    '总胆红素',
    '胆红素',
  ),
  labInMoles(
    '1968-7',
    '14629-0',
    'Bilirubin direct',
    'dbil',
    'direct bilirubin',
    'conjugated bilirubin',
    '直接胆红素',
    '结合胆红素',
  ),
  labInMoles(
    '2093-3',
    '14647-2',
    'Cholesterol',
    'cholesterol',
    'chol',
    'total cholesterol',
    'tc',
    '胆固醇',
    '总胆固醇',
  ),
  labInMoles(
    '2085-9',
    '14646-4',
    'Cholesterol in HDL',
    'hdl',
    'hdl c',
    'hdl cholesterol',
    '高密度脂蛋白',
    '高密度脂蛋白胆固醇',
  ),
  labInMoles(
    '2089-1',
    '22748-8',
    'Cholesterol in LDL',
    'ldl',
    'ldl c',
    'ldl cholesterol',
    '低密度脂蛋白',
    '低密度脂蛋白胆固醇',
  ),
  labInMoles('2571-8', '14927-8', 'Triglyceride', 'triglycerides', 'triglyceride', 'tg', '甘油三酯'),
  lab(
    '6690-2',
    'Leukocytes',
    'wbc',
    'white blood cells',
    'leukocytes',
    'white cell count',
    '白细胞',
    '白细胞计数',
    '白细胞数',
  ),
  lab('789-8', 'Erythrocytes', 'rbc', 'red blood cells', 'erythrocytes', '红细胞', '红细胞计数'),
  lab('718-7', 'Hemoglobin', 'hemoglobin', 'haemoglobin', 'hgb', 'hb', 'hemo', '血红蛋白'),
  lab('4544-3', 'Hematocrit', 'hematocrit', 'haematocrit', 'hct', 'pcv', '红细胞压积', '血细胞比容'),
  lab('777-3', 'Platelets', 'platelets', 'plt', 'platelet count', '血小板', '血小板计数'),
  lab('6301-6', 'INR', 'inr', '国际标准化比值'),
  lab('48065-7', 'D-dimer', 'd dimer', 'd二聚体'),
  lab('1988-5', 'C reactive protein', 'crp', 'c reactive protein', 'c反应蛋白'),
  lab('33959-8', 'Procalcitonin', 'procalcitonin', 'pct', '降钙素原'),
  lab('2524-7', 'Lactate', 'lactate', 'lac', '乳酸', '血乳酸'),
  lab('10839-9', 'Troponin I', 'troponin i', 'tni', '肌钙蛋白i'),
  lab('6598-7', 'Troponin T', 'troponin t', 'tnt', '肌钙蛋白t'),
  lab('2744-1', 'pH of arterial blood', 'ph', 'arterial ph', '动脉血ph', '酸碱度'),
  lab('2019-8', 'Carbon dioxide, arterial', 'paco2', 'pco2', '二氧化碳分压'),
  lab('2703-7', 'Oxygen, arterial', 'pao2', 'po2', '氧分压'),
  lab('2708-6', 'Oxygen saturation, arterial', 'sao2', 'arterial oxygen saturation', '动脉血氧饱和度'),
  lab('3016-3', 'Thyrotropin', 'tsh', 'thyrotropin', '促甲状腺激素'),

  habit(
    '72166-2',
    'Tobacco smoking status',
    'smoking',
    'smoker',
    'smoking status',
    'tobacco',
    '吸烟',
    '吸烟史',
    '吸烟状况',
  ),
  habit('11331-6', 'History of alcohol use', 'alcohol', 'alcohol use', 'drinking', '饮酒', '饮酒史'),
]

/** Amounts of substance are coded apart from masses. */
export const unitFamily = (unit: string): 'mole' | 'any' => (/mol|摩尔/i.test(unit) ? 'mole' : 'any')

/** The concept of a known observation as measured in a unit ('' where none is known). */
export function conceptOf(known: KnownObservation, unit: string, text?: string): Concept {
  const code = (unitFamily(unit) === 'mole' ? known.loinc.mole : undefined) ?? known.loinc.any
  return {
    codings: [{ system: codeSystems.loinc, code, display: known.display }],
    ...(text === undefined ? {} : { text }),
  }
}

export interface HeaderWords {
  /** words of the header in lower case without punctuation and unit */
  name: string
  /** what stands in brackets or after a slash-like end, such as mmol/L; '' where nothing does */
  unit: string
}

const unitEnd =
  /^(.*?)[\s_]*(?:[([{（【［]\s*([^)\]}）】］]*)\s*[)\]}）】］]|[,，:：]\s*([^\s]*\/[^\s]*))\s*$/u
const snakeUnit =
  /^(.+?)_((?:mmol|umol|nmol|pmol|mol|mg|ug|ng|pg|g|u|iu)_(?:l|dl|ml|ul)|mmhg|kpa|bpm|kg|cm|mm|lbs|inch|celsius|fahrenheit)$/i

/** Parts a column's header into what is measured and in what unit: `Glucose (mmol/L)`, `血糖（mmol/L）`, `glucose_mmol_l`. */
export function headerWords(header: string): HeaderWords {
  const plain = header.normalize('NFKC').trim()
  const snake = snakeUnit.exec(plain)
  const bracket = snake ? null : unitEnd.exec(plain)
  const name = snake?.[1] ?? bracket?.[1] ?? plain
  const unit = snake ? snakeUnitText(snake[2]!) : (bracket?.[2] ?? bracket?.[3] ?? '').trim()
  return { name: normalWords(name), unit }
}

const snakeUnitText = (text: string): string => {
  const lower = text.toLowerCase()
  if (lower === 'celsius') return 'Cel'
  if (lower === 'fahrenheit') return '[degF]'
  if (lower === 'bpm') return '/min'
  return lower
    .replace('_', '/')
    .replace(/^u\/l$/, 'U/L')
    .replace(/^iu\/l$/, 'IU/L')
    .replace(/\/(.?)l$/, '/$1L')
}

/** Lower case, NFKC, signs to blanks, single blanks. */
export const normalWords = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[\s_\-./#*:：、,，()[\]{}（）]+/gu, ' ')
    .trim()

const byWords = new Map(
  knownObservations.flatMap((known) => known.words.map((word) => [word.replaceAll(' ', ''), known] as const)),
)

/** The observation that a header's words name exactly, blanks aside; no likeness is taken for sameness. */
export const knownObservation = (name: string): KnownObservation | undefined =>
  byWords.get(name.replaceAll(' ', ''))

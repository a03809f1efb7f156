/**
 * What the made-up people have measured: LOINC codes by meaning and unit (loinc.org), and the range that the made-up laboratory
 * prints beside a value. The ranges are those of an imagined laboratory and belong to its values only.
 */
import { codeSystems } from '../../../shared/domain/record/coding'

export interface SampleQuantity {
  system: string
  code: string
  display: string
  /** UCUM */
  unit: string
  decimals: number
  category: 'vital-signs' | 'laboratory' | 'survey' | 'exam'
  /** standard deviation of one reading around its course, in `unit` */
  scatter: number
  /** what cannot be left by the scatter */
  limits?: readonly [low: number, high: number]
  /** printed with the value; null: no limit on that side */
  range?: readonly [low: number | null, high: number | null]
}

type Rest = Partial<Pick<SampleQuantity, 'limits' | 'range'>>

const quantity =
  (category: SampleQuantity['category'], system: string = codeSystems.loinc) =>
  (
    code: string,
    display: string,
    unit: string,
    decimals: number,
    scatter: number,
    rest: Rest = {},
  ): SampleQuantity => ({ system, code, display, unit, decimals, category, scatter, ...rest })

const vital = quantity('vital-signs')
const lab = quantity('laboratory')
const survey = quantity('survey')
/** Findings of a stress test and an angiogram have no LOINC codes of their own: they keep the names of the UCI table. */
const exercise = quantity('exam', 'local:uci-heart-disease')

export const quantities = {
  heartRate: vital('8867-4', 'Heart rate', '/min', 0, 3),
  respiratoryRate: vital('9279-1', 'Respiratory rate', '/min', 0, 0.8),
  temperature: vital('8310-5', 'Body temperature', 'Cel', 1, 0.12),
  systolicPressure: vital('8480-6', 'Systolic blood pressure', 'mm[Hg]', 0, 4),
  diastolicPressure: vital('8462-4', 'Diastolic blood pressure', 'mm[Hg]', 0, 3),
  meanPressure: vital('8478-0', 'Mean blood pressure', 'mm[Hg]', 0, 0),
  arterialSystolic: vital('76215-3', 'Invasive systolic blood pressure', 'mm[Hg]', 0, 4),
  arterialDiastolic: vital('76213-8', 'Invasive diastolic blood pressure', 'mm[Hg]', 0, 3),
  arterialMean: vital('76214-6', 'Invasive mean blood pressure', 'mm[Hg]', 0, 0),
  saturation: vital('59408-5', 'Oxygen saturation by pulse oximetry', '%', 0, 0.5, { limits: [60, 100] }),
  oxygenFlow: vital('3151-8', 'Inhaled oxygen flow rate', 'L/min', 0, 0, { limits: [0, 15] }),
  inspiredOxygen: vital('3150-0', 'Inhaled oxygen concentration', '%', 0, 0, { limits: [21, 100] }),
  comaScale: survey('9269-2', 'Glasgow coma score total', '{score}', 0, 0, { limits: [3, 15] }),
  urineHourly: vital('9187-6', 'Urine output', 'mL', 0, 8, { limits: [0, 600] }),
  urineDaily: vital('9192-6', 'Urine output in 24 hours', 'mL/d', 0, 60, { limits: [0, 6000] }),
  height: vital('8302-2', 'Body height', 'cm', 0, 0),
  weight: vital('29463-7', 'Body weight', 'kg', 1, 0.3),
  bodyMassIndex: vital('39156-5', 'Body mass index', 'kg/m2', 1, 0),
  waist: vital('8280-0', 'Waist circumference', 'cm', 0, 0.8),

  creatinine: lab('2160-0', 'Creatinine', 'mg/dL', 2, 0.03, { range: [0.6, 1.2] }),
  ureaNitrogen: lab('3094-0', 'Urea nitrogen', 'mg/dL', 0, 0.8, { range: [7, 20] }),
  urea: lab('22664-7', 'Urea', 'mmol/L', 1, 0.2, { range: [2.5, 7.8] }),
  sodium: lab('2951-2', 'Sodium', 'mmol/L', 0, 0.8, { range: [135, 145] }),
  potassium: lab('2823-3', 'Potassium', 'mmol/L', 1, 0.08, { range: [3.5, 5.1] }),
  chloride: lab('2075-0', 'Chloride', 'mmol/L', 0, 0.8, { range: [98, 107] }),
  bicarbonate: lab('1963-8', 'Bicarbonate', 'mmol/L', 0, 0.6, { range: [22, 29] }),
  magnesium: lab('2601-3', 'Magnesium', 'mmol/L', 2, 0.02, { range: [0.7, 1.05] }),
  lactate: lab('2524-7', 'Lactate', 'mmol/L', 1, 0.1, { range: [0.5, 2], limits: [0.3, 30] }),
  glucose: lab('2345-7', 'Glucose', 'mg/dL', 0, 6, { range: [70, 140] }),
  fastingGlucose: lab('1558-6', 'Fasting glucose', 'mg/dL', 0, 3, { range: [70, 99] }),
  haemoglobinA1c: lab('4548-4', 'Hemoglobin A1c', '%', 1, 0.08, { range: [null, 5.6] }),
  cholesterol: lab('2093-3', 'Cholesterol', 'mg/dL', 0, 4, { range: [null, 200] }),
  hdl: lab('2085-9', 'Cholesterol in HDL', 'mg/dL', 0, 1.5, { range: [40, null] }),
  ldl: lab('2089-1', 'Cholesterol in LDL', 'mg/dL', 0, 4, { range: [null, 130] }),
  triglyceride: lab('2571-8', 'Triglyceride', 'mg/dL', 0, 10, { range: [null, 150] }),
  leukocytes: lab('6690-2', 'Leukocytes', '10*9/L', 1, 0.4, { range: [4, 10] }),
  haemoglobin: lab('718-7', 'Hemoglobin', 'g/dL', 1, 0.15, { range: [12, 17] }),
  haematocrit: lab('4544-3', 'Hematocrit', '%', 0, 0.4, { range: [36, 50] }),
  platelets: lab('777-3', 'Platelets', '10*9/L', 0, 8, { range: [150, 400], limits: [5, 1500] }),
  bilirubin: lab('1975-2', 'Bilirubin total', 'mg/dL', 1, 0.05, { range: [0.2, 1.2], limits: [0.1, 40] }),
  alanineTransferase: lab('1742-6', 'Alanine aminotransferase', 'U/L', 0, 2, { range: [null, 45] }),
  aspartateTransferase: lab('1920-8', 'Aspartate aminotransferase', 'U/L', 0, 2, { range: [null, 40] }),
  albumin: lab('1751-7', 'Albumin', 'g/dL', 1, 0.08, { range: [3.5, 5] }),
  crp: lab('1988-5', 'C reactive protein', 'mg/L', 0, 3, { range: [null, 5], limits: [0, 600] }),
  troponinI: lab('10839-9', 'Troponin I', 'ug/L', 2, 0.01, { range: [null, 0.04], limits: [0.01, 100] }),
  ntProBnp: lab('33762-6', 'NT-proBNP', 'pg/mL', 0, 40, { range: [null, 125], limits: [10, 70000] }),
  creatineKinase: lab('2157-6', 'Creatine kinase', 'U/L', 0, 8, { range: [null, 190], limits: [10, 20000] }),
  inr: lab('6301-6', 'INR', '1', 1, 0.05, { range: [0.8, 1.2] }),
  dDimer: lab('48065-7', 'D-dimer FEU', 'ng/mL', 0, 30, { range: [null, 500], limits: [50, 20000] }),
  arterialPh: lab('2744-1', 'pH of arterial blood', '[pH]', 2, 0.008, { range: [7.35, 7.45] }),
  carbonDioxide: lab('2019-8', 'Carbon dioxide, arterial', 'mm[Hg]', 0, 1, { range: [35, 45] }),
  arterialOxygen: lab('2703-7', 'Oxygen, arterial', 'mm[Hg]', 0, 3, { range: [75, 100] }),
  arterialSaturation: lab('2708-6', 'Oxygen saturation, arterial', '%', 0, 0.4, { limits: [50, 100] }),

  ejectionFraction: vital('10230-1', 'Left ventricular ejection fraction', '%', 0, 0),
  activeDays: survey('89555-7', 'Days of moderate to strenuous activity in a week', 'd/wk', 0, 0),
  sleep: survey('93832-4', 'Sleep duration', 'h', 1, 0.3),
  exerciseHeartRate: exercise('thalach', 'Highest heart rate in the stress test', '/min', 0, 0),
  exerciseDepression: exercise('oldpeak', 'ST depression in the stress test', 'mm', 1, 0),
  vesselsSeen: exercise('ca', 'Major vessels seen in fluoroscopy', '1', 0, 0),
} as const satisfies Record<string, SampleQuantity>

export type QuantityName = keyof typeof quantities

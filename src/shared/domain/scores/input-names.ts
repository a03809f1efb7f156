/** How inputs are named in a file: by their ids, written in any way, or by the short names of the ward. */
import { plainName } from './plain-name'
import { type InputId, scoreInputs } from './score-input'

const shortNames: Readonly<Record<string, InputId>> = {
  rr: 'respiratoryRate',
  respirationrate: 'respiratoryRate',
  spo2: 'oxygenSaturation',
  spo2scale: 'oxygenSaturationScale',
  oxygen: 'supplementalOxygen',
  sbp: 'systolicPressure',
  systolicbp: 'systolicPressure',
  systolicbloodpressure: 'systolicPressure',
  dbp: 'diastolicPressure',
  diastolicbp: 'diastolicPressure',
  diastolicbloodpressure: 'diastolicPressure',
  map: 'meanArterialPressure',
  hr: 'heartRate',
  pulse: 'heartRate',
  temp: 'temperature',
  acvpu: 'consciousness',
  gcs: 'glasgowComaScale',
  pao2: 'arterialOxygenPressure',
  fio2: 'inspiredOxygen',
  bun: 'ureaNitrogen',
  totalchol: 'totalCholesterol',
  cholesterol: 'totalCholesterol',
  hdl: 'hdlCholesterol',
  bmi: 'bodyMassIndex',
  waistcircumference: 'waist',
  height: 'bodyHeight',
  weight: 'bodyWeight',
  smoking: 'smoker',
  currentsmoker: 'smoker',
}

const byPlainName = new Map<string, InputId>([
  ...Object.entries(shortNames),
  ...(Object.keys(scoreInputs) as InputId[]).map((id) => [plainName(id), id] as const),
])

/** null where no input has this name */
export const findInput = (name: string): InputId | null => byPlainName.get(plainName(name)) ?? null

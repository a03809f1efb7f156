/** Medicines of the made-up people: ATC (WHO Collaborating Centre) and RxNorm ingredient codes. */
import type { Drug } from './sample-person'

const drug = (atc: string, rxnorm: string, name: string): Drug => ({ atc, rxnorm, name })

export const drugs = {
  allopurinol: drug('M04AA01', '519', 'Allopurinol'),
  amlodipine: drug('C08CA01', '17767', 'Amlodipine'),
  apixaban: drug('B01AF02', '1364430', 'Apixaban'),
  aspirin: drug('B01AC06', '1191', 'Acetylsalicylic acid'),
  atorvastatin: drug('C10AA05', '83367', 'Atorvastatin'),
  bisoprolol: drug('C07AB07', '19484', 'Bisoprolol'),
  clopidogrel: drug('B01AC04', '32968', 'Clopidogrel'),
  coAmoxiclav: { atc: 'J01CR02', name: 'Amoxicillin and clavulanic acid' },
  empagliflozin: drug('A10BK03', '1545653', 'Empagliflozin'),
  enoxaparin: drug('B01AB05', '67108', 'Enoxaparin'),
  furosemide: drug('C03CA01', '4603', 'Furosemide'),
  insulinGlargine: drug('A10AE04', '274783', 'Insulin glargine'),
  meropenem: drug('J01DH02', '29561', 'Meropenem'),
  metformin: drug('A10BA02', '6809', 'Metformin'),
  morphine: drug('N02AA01', '7052', 'Morphine'),
  noradrenaline: drug('C01CA03', '7512', 'Norepinephrine'),
  paracetamol: drug('N02BE01', '161', 'Paracetamol'),
  piperacillin: { atc: 'J01CR05', name: 'Piperacillin and tazobactam' },
  prednisolone: drug('H02AB06', '8638', 'Prednisolone'),
  propofol: drug('N01AX10', '8782', 'Propofol'),
  ramipril: drug('C09AA05', '35296', 'Ramipril'),
  salbutamol: drug('R03AC02', '435', 'Salbutamol'),
  spironolactone: drug('C03DA01', '9997', 'Spironolactone'),
  tiotropium: drug('R03BB04', '69120', 'Tiotropium bromide'),
  warfarin: drug('B01AA03', '11289', 'Warfarin'),
} as const satisfies Record<string, Drug>

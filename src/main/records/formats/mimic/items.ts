/**
 * Charted items of MIMIC-III as LOINC, for CareVue (ids below 10,000) and MetaVision (ids from 220,000) alike.
 *
 * Which ids mean the same measurement: the vital sign, height, weight and Glasgow scale queries of the MIMIC Code Repository
 * (github.com/MIT-LCP/mimic-code, Johnson et al., JAMIA 2018). LOINC codes by meaning (loinc.org). A unit is given here only
 * where the item's own name states it or the scale has none; else the row's VALUEUOM or the dictionary's UNITNAME counts.
 */
export interface MimicItem {
  loinc: string
  display: string
  /** UCUM */
  unit?: string
}

const same = (ids: readonly number[], item: MimicItem): [number, MimicItem][] => ids.map((id) => [id, item])

export const mimicItems: ReadonlyMap<number, MimicItem> = new Map<number, MimicItem>([
  ...same([211, 220045], { loinc: '8867-4', display: 'Heart rate' }),
  ...same([51, 6701, 220050, 225309], { loinc: '76215-3', display: 'Invasive systolic blood pressure' }),
  ...same([8368, 8555, 220051, 225310], { loinc: '76213-8', display: 'Invasive diastolic blood pressure' }),
  ...same([52, 6702, 220052, 225312], { loinc: '76214-6', display: 'Invasive mean blood pressure' }),
  ...same([442, 455, 220179], { loinc: '76534-7', display: 'Noninvasive systolic blood pressure' }),
  ...same([8440, 8441, 220180], { loinc: '76535-4', display: 'Noninvasive diastolic blood pressure' }),
  ...same([443, 456, 220181], { loinc: '76536-2', display: 'Noninvasive mean blood pressure' }),
  ...same([615, 618, 220210, 224690], { loinc: '9279-1', display: 'Respiratory rate' }),
  ...same([678, 223761], { loinc: '8310-5', display: 'Body temperature', unit: '[degF]' }),
  ...same([676, 223762], { loinc: '8310-5', display: 'Body temperature', unit: 'Cel' }),
  ...same([646, 220277], { loinc: '59408-5', display: 'Oxygen saturation by pulse oximetry' }),
  ...same([184, 220739], { loinc: '9267-6', display: 'Glasgow coma score, eye opening', unit: '{score}' }),
  ...same([723, 223900], {
    loinc: '9270-0',
    display: 'Glasgow coma score, verbal response',
    unit: '{score}',
  }),
  ...same([454, 223901], { loinc: '9268-4', display: 'Glasgow coma score, motor response', unit: '{score}' }),
  ...same([198], { loinc: '9269-2', display: 'Glasgow coma score total', unit: '{score}' }),
  ...same([807, 3744, 3745, 225664], { loinc: '41653-7', display: 'Glucose by glucometer' }),
  ...same([811, 1529, 220621], { loinc: '2345-7', display: 'Glucose' }),
  ...same([226537], { loinc: '2339-0', display: 'Glucose in blood' }),
  ...same([762, 763, 3580, 224639, 226512], { loinc: '29463-7', display: 'Body weight' }),
  ...same([920, 1394, 4187, 3486, 226707], { loinc: '8302-2', display: 'Body height', unit: '[in_i]' }),
  ...same([3485, 4188, 226730], { loinc: '8302-2', display: 'Body height', unit: 'cm' }),
])

/**
 * Rows whose text says that the scale could not be assessed, though a number stands beside it: the verbal response of an
 * intubated patient is written as 1 with one of these texts (same source).
 */
export const notAssessable = new Set(['1.0 ET/Trach', 'No Response-ETT'])

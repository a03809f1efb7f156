import { describe, expect, it } from 'vitest'
import { codeSystems } from '../record/coding'
import type { ClinicalEntry, ConditionEntry, MedicationEntry, ObservationEntry } from '../record/entry'
import { parseIsoTime, type RecordTime } from '../record/times'
import { convertValue } from '../units/convert'
import { assessedAtMs } from './assess.fixture'
import { assessScore } from './assess-score'
import { cha2ds2Vasc } from './cha2ds2-vasc'
import { egfrCreatinine } from './ckd-epi-2021'
import { framingham2008, framingham2008Office } from './framingham-2008'
import { news2 } from './news2'
import type { RecordFact } from './record-values'
import { type KnownPatient, observedCodesOf, resolveInputs } from './resolve-inputs'
import type { ScoreDescriptor } from './score'
import { sofa } from './sofa'

const time = (iso: string): RecordTime => {
  const read = parseIsoTime(iso, 'UTC')
  if (!read) throw new Error(iso)
  return read
}
const common = { patient: [{ system: '', value: '1' }], status: 'final' as const }
const fact = (entry: ClinicalEntry): RecordFact => ({ entry, source: `file.csv row ${entry.identity.id}` })

let next = 0
const identity = () => ({ namespace: 'test', id: String(++next) })

const measured = (
  loinc: string,
  value: number,
  unit: string,
  at: string,
  more: Partial<ObservationEntry> = {},
) =>
  fact({
    kind: 'observation',
    identity: identity(),
    ...common,
    start: time(at),
    code: { codings: [{ system: codeSystems.loinc, code: loinc }] },
    value: { type: 'quantity', quantity: { value, unit } },
    ...more,
  })

const diagnosed = (icd10: string, more: Partial<ConditionEntry> = {}) =>
  fact({
    kind: 'condition',
    identity: identity(),
    ...common,
    start: time('2019-05-02'),
    code: { codings: [{ system: codeSystems.icd10, code: icd10 }] },
    clinicalStatus: 'active',
    verification: 'confirmed',
    ...more,
  })

const taken = (atc: string, more: Partial<MedicationEntry> = {}) =>
  fact({
    kind: 'medication',
    identity: identity(),
    ...common,
    start: time('2025-01-01'),
    code: { codings: [{ system: codeSystems.atc, code: atc }] },
    act: 'statement',
    state: 'active',
    ...more,
  })

const patient: KnownPatient = { birthDate: time('1956-03-02'), sex: 'F' }
const resolve = (score: ScoreDescriptor, facts: RecordFact[], who = patient) =>
  resolveInputs(score, who, facts, { atMs: assessedAtMs, convert: convertValue })

describe('what the record holds for a score', () => {
  it('takes the latest value with its unit, date and source', () => {
    const { found } = resolve(egfrCreatinine, [
      measured('2160-0', 1.4, 'mg/dL', '2026-02-01'),
      measured('14682-9', 97, 'umol/L', '2026-02-20T08:00:00Z'),
      measured('14682-9', 500, 'umol/L', '2026-03-02'),
    ])
    expect(found.creatinine).toMatchObject({
      value: 97,
      unit: 'umol/L',
      loinc: '14682-9',
      date: '2026-02-20T08:00:00.000Z',
    })
    expect(found.creatinine?.source).toContain('file.csv row')
    expect(found.age).toMatchObject({ value: 69, unit: 'a' })
    expect(found.sex).toMatchObject({ value: 'female' })
  })

  it('leads to the score without another hand', () => {
    const { found } = resolve(egfrCreatinine, [measured('14682-9', 97, 'umol/L', '2026-02-20')])
    const outcome = assessScore(egfrCreatinine, found, { atMs: assessedAtMs, convert: convertValue })
    expect(outcome).toMatchObject({ status: 'assessed', shown: 55, band: 'g3a' })
  })

  it('says what it found and cannot use', () => {
    const old = resolve(egfrCreatinine, [measured('2160-0', 1.4, 'mg/dL', '2025-02-01')])
    expect(old.missing).toEqual(['creatinine', 'pregnant'])
    expect(old.unusable).toMatchObject([{ code: 'TOO_OLD', input: 'creatinine' }])
    const foreign = resolve(egfrCreatinine, [measured('2160-0', 1.4, 'mmHg', '2026-02-01')])
    expect(foreign.unusable).toMatchObject([{ code: 'UNIT_NOT_COMMENSURABLE' }])
    const impossible = resolve(egfrCreatinine, [
      measured('2160-0', 900, 'mg/dL', '2026-02-02'),
      measured('2160-0', 1, 'mg/dL', '2026-02-01'),
    ])
    expect(impossible.found.creatinine?.value).toBe(1)
    expect(impossible.unusable).toEqual([])
  })

  it('leaves out what was taken back, what is later, and what is only a limit', () => {
    const below = {
      type: 'quantity' as const,
      quantity: { value: 0.3, unit: 'mg/dL', comparator: '<' as const },
    }
    const { missing } = resolve(egfrCreatinine, [
      measured('2160-0', 1, 'mg/dL', '2026-02-01', { status: 'removed' }),
      measured('2160-0', 1, 'mg/dL', '2026-03-01T13:00:00Z'),
      measured('2160-0', 1, 'mg/dL', '2026-02-02', { value: below }),
    ])
    expect(missing).toContain('creatinine')
  })

  it('takes the worst of a day where the source counts the worst', () => {
    const { found } = resolve(sofa, [
      measured('777-3', 30, '10*9/L', '2026-02-27T08:00:00Z'),
      measured('777-3', 90, '10*9/L', '2026-02-28T20:00:00Z'),
      measured('777-3', 140, '10*9/L', '2026-03-01T08:00:00Z'),
      measured('2160-0', 1.2, 'mg/dL', '2026-03-01T08:00:00Z'),
      measured('14682-9', 300, 'umol/L', '2026-03-01T02:00:00Z'),
    ])
    expect(found.platelets?.value).toBe(90)
    expect(found.creatinine).toMatchObject({ value: 300, unit: 'umol/L' })
  })

  it('reads a yes from diagnoses and medicines, and never a no', () => {
    const { found, missing } = resolve(cha2ds2Vasc, [
      diagnosed('I48.0'),
      diagnosed('I63.9', { clinicalStatus: 'resolved' }),
      diagnosed('E11.9', { verification: 'refuted' }),
      diagnosed('I50.1', { clinicalStatus: 'resolved' }),
      diagnosed('I10', { code: { codings: [{ system: 'local:ward', code: 'I10' }] } }),
    ])
    expect(found.atrialFibrillation?.value).toBe('yes')
    // a stroke that is over still counts
    expect(found.strokeOrEmbolism?.value).toBe('yes')
    expect(missing).toEqual([
      'heartFailure',
      'hypertension',
      'diabetes',
      'vascularDisease',
      'mitralStenosisOrMechanicalValve',
    ])
  })

  it('knows what is taken now from what was stopped', () => {
    const treated = (...facts: RecordFact[]) =>
      resolve(framingham2008, facts).found.bloodPressureTreatment?.value
    expect(treated(taken('C09AA05'))).toBe('yes')
    expect(treated(taken('C09AA05', { state: 'stopped' }))).toBeUndefined()
    expect(treated(taken('C09AA05', { end: time('2025-12-31') }))).toBeUndefined()
    expect(treated(taken('C09AA05', { state: 'not-taken' }))).toBeUndefined()
    expect(treated(taken('A10BA02'))).toBeUndefined()
  })

  it('reads answers by their codes', () => {
    const smoking = (code: string) =>
      resolve(framingham2008, [
        measured('72166-2', 0, '1', '2026-01-01', {
          value: { type: 'concept', concept: { codings: [{ system: codeSystems.snomed, code }] } },
        }),
      ]).found.smoker?.value
    expect(smoking('449868002')).toBe('yes')
    expect(smoking('8517006')).toBe('no')
    // unknown if ever smoked
    expect(smoking('266927001')).toBeUndefined()
  })

  it('works out completed years, and leaves them open where the birth date does', () => {
    const age = (birthDate: RecordTime | null) =>
      resolve(egfrCreatinine, [], { birthDate, sex: 'O' }).found.age?.value
    expect(age(time('1956-03-01'))).toBe(70)
    expect(age(time('1956-03-02'))).toBe(69)
    expect(age(time('1956-02'))).toBe(70)
    expect(age(time('1956-03'))).toBeUndefined()
    expect(age(time('1956'))).toBeUndefined()
    expect(age(time('2030-01-01'))).toBeUndefined()
    expect(age(null)).toBeUndefined()
    expect(resolve(egfrCreatinine, [], { birthDate: null, sex: 'O' }).missing).toContain('sex')
  })

  it('works a mean pressure out of the two of one measurement, and says so', () => {
    const at = '2026-03-01T08:00:00Z'
    const both = [measured('8480-6', 93, 'mmHg', at), measured('8462-4', 57, 'mmHg', at)]
    const { found } = resolve(sofa, both)
    expect(found.meanArterialPressure).toMatchObject({
      value: 69,
      unit: 'mm[Hg]',
      date: '2026-03-01T08:00:00.000Z',
      derived: {
        rule: 'mean-arterial-pressure',
        from: [
          { input: 'systolicPressure', loinc: '8480-6', value: 93, unit: 'mmHg' },
          { input: 'diastolicPressure', loinc: '8462-4', value: 57, unit: 'mmHg' },
        ],
      },
    })
    expect(
      found.meanArterialPressure?.derived?.from.every(({ source }) => source?.includes('file.csv row')),
    ).toBe(true)
    // One that was measured counts, also where a worse one could be made.
    const withMeasured = resolve(sofa, [...both, measured('8478-0', 75, 'mmHg', '2026-03-01T06:00:00Z')])
    expect(withMeasured.found.meanArterialPressure).toMatchObject({ value: 75 })
    expect(withMeasured.found.meanArterialPressure?.derived).toBeUndefined()
  })

  it('makes no mean pressure of different times, ways of measuring, or a diastolic above a systolic one', () => {
    const pressures = (...facts: RecordFact[]) => resolve(sofa, facts)
    const systolic = measured('8480-6', 93, 'mmHg', '2026-03-01T08:00:00Z')
    const late = pressures(systolic, measured('8462-4', 57, 'mmHg', '2026-03-01T08:07:00Z'))
    expect(late.found.meanArterialPressure).toBeUndefined()
    expect(late.unusable).toMatchObject([{ code: 'NOT_SAME_TIME', input: 'meanArterialPressure' }])
    const line = pressures(systolic, measured('76213-8', 57, 'mmHg', '2026-03-01T08:00:00Z'))
    expect(line.found.meanArterialPressure).toBeUndefined()
    const swapped = pressures(systolic, measured('8462-4', 110, 'mmHg', '2026-03-01T08:00:00Z'))
    expect(swapped.unusable).toMatchObject([{ code: 'OUT_OF_POSSIBLE_RANGE', input: 'diastolicPressure' }])
  })

  it('takes the lowest mean pressure of the day, each of its own two', () => {
    const cuff = (hour: number, high: number, low: number) => {
      const at = `2026-03-01T0${hour}:00:00Z`
      return [measured('76534-7', high, 'mmHg', at), measured('76535-4', low, 'mmHg', at)]
    }
    const { found } = resolve(sofa, [...cuff(8, 120, 75), ...cuff(4, 90, 45), ...cuff(6, 110, 80)])
    expect(found.meanArterialPressure).toMatchObject({ value: 60, date: '2026-03-01T04:00:00.000Z' })
  })

  it('works the body mass index out of weight and height, as old as the older of them', () => {
    const weight = measured('29463-7', 176.4, '[lb_av]', '2026-02-20')
    const { found } = resolve(framingham2008Office, [weight, measured('8302-2', 1.8, 'm', '2025-06-01')])
    expect(found.bodyMassIndex?.value).toBeCloseTo(24.696, 2)
    expect(found.bodyMassIndex).toMatchObject({
      unit: 'kg/m2',
      date: '2025-06-01',
      derived: {
        from: [
          { value: 176.4, unit: '[lb_av]' },
          { value: 1.8, unit: 'm' },
        ],
      },
    })
    const apart = resolve(framingham2008Office, [weight, measured('8302-2', 180, 'cm', '2023-06-01')])
    expect(apart.found.bodyMassIndex).toBeUndefined()
  })

  it('takes the worst pair of blood gas and oxygen that was set up to four hours before it', () => {
    const gas = (value: number, at: string) => measured('2703-7', value, 'mmHg', at)
    const oxygen = (value: number, at: string) => measured('3150-0', value, '%', at)
    const { found } = resolve(sofa, [
      gas(90, '2026-03-01T09:00:00Z'),
      gas(80, '2026-03-01T05:00:00Z'),
      gas(60, '2026-02-28T20:00:00Z'),
      oxygen(40, '2026-03-01T08:30:00Z'),
      oxygen(60, '2026-03-01T05:00:00Z'),
      oxygen(100, '2026-03-01T10:00:00Z'),
      oxygen(30, '2026-02-28T13:00:00Z'),
    ])
    // 90/40, 80/60; the gas of the evening has no concentration of its hours
    expect(found.arterialOxygenPressure).toMatchObject({ value: 80, date: '2026-03-01T05:00:00.000Z' })
    expect(found.inspiredOxygen).toMatchObject({ value: 60, date: '2026-03-01T05:00:00.000Z' })
    const apart = resolve(sofa, [gas(90, '2026-03-01T09:00:00Z'), oxygen(40, '2026-03-01T04:59:00Z')])
    expect(apart.found.arterialOxygenPressure?.value).toBe(90)
    expect(apart.missing).toContain('inspiredOxygen')
    expect(apart.unusable).toMatchObject([{ code: 'NOT_SAME_TIME', input: 'inspiredOxygen' }])
  })

  it.each([
    [[measured('3151-8', 2, 'L/min', '2026-03-01T08:00:00Z')], 'yes'],
    [[measured('3151-8', 0, 'L/min', '2026-03-01T08:00:00Z')], 'no'],
    [[measured('3150-0', 0.21, '1', '2026-03-01T08:00:00Z')], 'no'],
    [[measured('3150-0', 20.9, '%', '2026-03-01T08:00:00Z')], 'no'],
    [[measured('19994-3', 28, '%', '2026-03-01T08:00:00Z')], 'yes'],
    // The newest counts, and of one time the one that says yes.
    [
      [
        measured('3151-8', 0, 'L/min', '2026-03-01T08:00:00Z'),
        measured('3150-0', 40, '%', '2026-03-01T06:00:00Z'),
      ],
      'no',
    ],
    [
      [
        measured('3151-8', 0, 'L/min', '2026-03-01T08:00:00Z'),
        measured('3150-0', 40, '%', '2026-03-01T08:00:00Z'),
      ],
      'yes',
    ],
    // A share of nothing, and one of yesterday.
    [[measured('3150-0', 2, '%', '2026-03-01T08:00:00Z')], undefined],
    [[measured('3151-8', 2, 'L/min', '2026-02-27T08:00:00Z')], undefined],
  ])('knows whether oxygen is given from what was measured (%#)', (facts, expected) => {
    const { supplementalOxygen } = resolve(news2, facts).found
    expect(supplementalOxygen?.value).toBe(expected)
    if (expected) expect(supplementalOxygen?.derived?.from).toHaveLength(1)
  })

  it('names the codes of all that it looks for', () => {
    expect(observedCodesOf(news2)).toEqual(expect.arrayContaining(['9279-1', '3151-8', '3150-0', '76534-7']))
    expect(observedCodesOf(framingham2008Office)).toEqual(
      expect.arrayContaining(['39156-5', '29463-7', '8302-2']),
    )
    expect(observedCodesOf(sofa)).toEqual(expect.arrayContaining(['8480-6', '8462-4', '8478-0']))
  })
})

import { describe, expect, it } from 'vitest'
import { convertValue } from '../units/convert'
import {
  type Reading,
  warningAt,
  type WarningPart,
  warningParts,
  type WarningReadings,
} from './early-warning'

const hour = 3_600_000
const now = Date.parse('2026-11-21T12:00:00Z')
let entryId = 0
const reading = (
  code: string,
  value: number | null,
  unit: string | null,
  hoursAgo = 1,
  answers: string[] = [],
): Reading => ({ entryId: (entryId += 1), timeMs: now - hoursAgo * hour, code, value, unit, answers })

/** The example of the chart: every part at 0 points. */
const well: Record<WarningPart, Reading[]> = {
  respiratoryRate: [reading('9279-1', 16, '/min')],
  oxygenSaturation: [reading('59408-5', 97, '%')],
  supplementalOxygen: [reading('3151-8', 0, 'L/min')],
  systolicPressure: [reading('8480-6', 120, 'mm[Hg]')],
  heartRate: [reading('8867-4', 72, '/min')],
  consciousness: [reading('67775-7', null, null, 1, ['LA9340-6'])],
  temperature: [reading('8310-5', 37, 'Cel')],
}
const adult = { ageYears: 60, sex: 'male' } as const
const at = (readings: WarningReadings, who: Parameters<typeof warningAt>[1] = adult) =>
  warningAt(readings, who, now, convertValue)

describe('NEWS2 of the newest values', () => {
  it('is 0 for somebody who is well, and names the age of its oldest value', () => {
    const readings = { ...well, temperature: [reading('8310-5', 98.6, '[degF]', 5)] }
    expect(at(readings)).toMatchObject({ status: 'assessed', value: 0, oldestMs: now - 5 * hour })
  })

  it('takes oxygen from the flow or from the share of oxygen', () => {
    const given = (each: Reading) => at({ ...well, supplementalOxygen: [each] })
    expect(given(reading('3151-8', 2, 'L/min'))).toMatchObject({ value: 2 })
    expect(given(reading('3150-0', 40, '%'))).toMatchObject({ value: 2 })
    expect(given(reading('3150-0', 0.21, '1'))).toMatchObject({ value: 0 })
    expect(given(reading('3150-0', 21, '%'))).toMatchObject({ value: 0 })
  })

  it('is not assessed without a part, with one that is too old, or for a child', () => {
    for (const part of warningParts)
      expect(at({ ...well, [part]: [] })).toEqual({
        status: 'not-assessed',
        reasons: [{ code: 'MISSING', input: part }],
      })
    expect(at({ ...well, heartRate: [reading('8867-4', 72, '/min', 13)] })).toEqual({
      status: 'not-assessed',
      reasons: [{ code: 'TOO_OLD', input: 'heartRate' }],
    })
    expect(at(well, { ageYears: 9, sex: null })).toMatchObject({
      reasons: [{ code: 'AGE_OUTSIDE_POPULATION' }],
    })
  })

  it('sees nothing of what came later', () => {
    const readings = {
      ...well,
      heartRate: [...well.heartRate, { ...reading('8867-4', 140, '/min'), timeMs: now + 1 }],
    }
    expect(at(readings)).toMatchObject({ value: 0 })
  })
})

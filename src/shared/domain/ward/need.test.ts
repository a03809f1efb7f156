import { describe, expect, it } from 'vitest'
import type { WarningScore } from './early-warning'
import { compareBy, compareNeed, needOf, type Ranked } from './need'
import type { WardRow } from './ward'

const assessed = (value: number, band = 'low'): WarningScore => ({
  status: 'assessed',
  value,
  band,
  points: {},
  oldestMs: 0,
})
const unknown: WarningScore = { status: 'not-assessed', reasons: [{ code: 'MISSING', input: 'heartRate' }] }

function row(id: string, news2: WarningScore, severity?: 'critical' | 'urgent' | 'notice'): WardRow {
  const alerts = severity
    ? [
        {
          id: `a${id}`,
          ruleId: 'r',
          title: '',
          severity,
          source: null,
          state: 'open' as const,
          raisedAtMs: 0,
          newest: { value: 1, unit: '1', timeMs: 0, entryId: null, isRise: false },
          snoozedUntilMs: null,
          seen: null,
        },
      ]
    : []
  return {
    patient: {
      id,
      patientId: id,
      issuer: '',
      name: { alphabetic: id, ideographic: '', phonetic: '' },
      birthDate: null,
      sex: 'U',
      synthetic: true,
    },
    ageYears: null,
    place: { ward: '3A', bed: id, sinceMs: 0, kind: 'inpatient' },
    reason: null,
    news2,
    news2Before: null,
    parts: {},
    labs: {},
    alerts,
  }
}

describe('need', () => {
  it('puts those whom nobody could assess above those who are known to be well', () => {
    const rows = [
      row('1', assessed(0)),
      row('2', unknown),
      row('3', assessed(3)),
      row('4', assessed(8, 'high')),
      row('5', assessed(5, 'medium')),
    ]
    expect(rows.toSorted(compareNeed).map(({ patient }) => patient.id)).toEqual(['4', '5', '2', '3', '1'])
  })

  it('follows alerts that nobody has seen, also where no score could be worked out', () => {
    expect(needOf(row('1', unknown, 'critical'))).toBe('emergency')
    expect(needOf(row('2', assessed(0), 'urgent'))).toBe('urgent')
    const seen = row('3', assessed(1), 'critical')
    expect(
      needOf({ ...seen, alerts: seen.alerts.map((alert) => ({ ...alert, state: 'acknowledged' as const })) }),
    ).toBe('watch')
  })

  it('takes three points for one part as urgent', () =>
    expect(needOf(row('1', assessed(3, 'low-medium')))).toBe('urgent'))

  it('puts gaps first in both directions', () => {
    const valueOf = ({ news2 }: WardRow) => (news2.status === 'assessed' ? news2.value : null)
    const rows = [row('1', assessed(2)), row('2', unknown), row('3', assessed(4))]
    const order = (direction: 'asc' | 'desc') =>
      rows.toSorted(compareBy(valueOf, direction)).map(({ patient }) => patient.id)
    expect(order('desc')).toEqual(['2', '3', '1'])
    expect(order('asc')).toEqual(['2', '1', '3'])
  })

  it('puts those last for whom the value is not made', () => {
    const values: Record<string, Ranked> = { '1': 'for-others', '2': 0.1, '3': null, '4': 0.4 }
    const rows = Object.keys(values).map((id) => row(id, assessed(1)))
    const order = (direction: 'asc' | 'desc') =>
      rows
        .toSorted(compareBy(({ patient }) => values[patient.id] ?? null, direction))
        .map(({ patient }) => patient.id)
    expect(order('desc')).toEqual(['3', '4', '2', '1'])
    expect(order('asc')).toEqual(['3', '2', '4', '1'])
  })
})

import { describe, expect, it } from 'vitest'
import { latestTime, parseScoreInputs } from './score-input-file'

describe('a file of values for a score', () => {
  it('takes bare values, values with unit and date, and any writing of a name', () => {
    const text =
      '\uFEFF{"respiratory_rate": 18, "SBP": {"value": 120, "unit": "mmHg", "date": "2026-03-01"}, "smoker": true, "sex": "F", "urea": null}'
    expect(parseScoreInputs(text)).toEqual({
      respiratoryRate: { value: 18 },
      systolicPressure: { value: 120, unit: 'mmHg', date: '2026-03-01' },
      smoker: { value: true },
      sex: { value: 'F' },
    })
  })

  it('keeps a name that nobody knows, so that the score can say so', () => {
    expect(parseScoreInputs('{"respiratoryRat": 18}')).toEqual({ respiratoryRat: { value: 18 } })
  })

  it.each(['', '{', '[]', '3', '"a"', '{"age": [3]}', '{"age": {"unit": "a"}}', '{"age": {"value": null}}'])(
    'refuses %s',
    (text) =>
      expect(() => parseScoreInputs(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' })),
  )

  it('refuses two names for one input', () => {
    expect(() => parseScoreInputs('{"sbp": 120, "systolicPressure": 130}')).toThrow('systolicPressure twice')
  })

  it('finds the time of the latest value', () => {
    const given = parseScoreInputs(
      '{"sbp": {"value": 1, "date": "2026-03-01T10:00:00+02:00"}, "hr": {"value": 1, "date": "2026-02"}}',
    )
    expect(latestTime(given)).toBe(Date.UTC(2026, 2, 1, 8, 0, 0, 999))
    expect(latestTime(parseScoreInputs('{"sbp": 1}'))).toBeNull()
  })
})

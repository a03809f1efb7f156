import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCommensurable } from '../units/convert'
import { acknowledged, advance, type Alert, nextStep, snoozed } from './alert'
import { AlertRule, isInScope, rulesInForce, shippedRules } from './alert-rule'
import { judge, type Judgement, type WatchedValue, worseBy } from './judge'

const hour = 3_600_000
const rule = shippedRules.find(({ id }) => id === 'potassium-high')!
const low = shippedRules.find(({ id }) => id === 'sodium-low')!
const value = (timeMs: number, each: number): WatchedValue => ({ timeMs, value: each, entryId: null })
const holds = (each: number, timeMs = 0): Judgement => ({ verdict: 'holds', newest: value(timeMs, each) })

describe('shipped rules', () => {
  it.each(shippedRules.map((each) => [each.id, each] as const))(
    '%s is sound and names its source',
    (_, each) => {
      // prettier-ignore
      expect(AlertRule.parse(each)).toEqual(each)
      expect(each.source).toMatch(/\d{4}/)
      if (each.subject.kind === 'value' || each.subject.kind === 'rise')
        for (const { code } of each.subject.codes)
          expect(isCommensurable(each.unit, each.unit, code)).toBe(true)
    },
  )

  it('are those of the site where they were changed there, with its own behind them', () => {
    const own = [
      { ...rule, limit: 6 },
      { ...rule, id: 'our-own' },
    ]
    const inForce = rulesInForce(own)
    expect(inForce.find(({ id }) => id === rule.id)?.limit).toBe(6)
    expect(inForce.at(-1)?.id).toBe('our-own')
    expect(inForce).toHaveLength(shippedRules.length + 1)
  })

  it('refuse an end on the wrong side of the limit', () => {
    expect(AlertRule.safeParse({ ...rule, clear: 7 }).success).toBe(false)
    expect(AlertRule.safeParse({ ...low, clear: 110 }).success).toBe(false)
  })
})

describe('scope', () => {
  const who = { ageYears: 40, sex: 'female' as const, ward: '3A' }
  it('takes age, sex and ward', () => {
    expect(isInScope(rule.scope, who)).toBe(true)
    expect(isInScope(rule.scope, { ...who, ageYears: 15 })).toBe(false)
    expect(isInScope({ ...rule.scope, sex: 'male' }, who)).toBe(false)
    expect(isInScope({ ...rule.scope, wards: ['3B'] }, who)).toBe(false)
  })
  it('watches over an adult of unknown age, and not over what may be a child only', () => {
    expect(isInScope(rule.scope, { ...who, ageYears: null })).toBe(true)
    expect(isInScope({ ...rule.scope, ageFrom: 0, ageTo: 17 }, { ...who, ageYears: null })).toBe(false)
  })
})

describe('judging', () => {
  const now = 100 * hour
  it('says nothing of old values, nor of those of the future', () => {
    expect(judge(rule, [value(now - 25 * hour, 7)], now)).toEqual({ verdict: 'silent' })
    expect(judge(rule, [value(now + 1, 7)], now)).toEqual({ verdict: 'silent' })
  })
  it('holds at the limit, ends beyond the other one, and is between in the middle', () => {
    expect(judge(rule, [value(now, 6.5)], now).verdict).toBe('holds')
    expect(judge(rule, [value(now, 6.2)], now).verdict).toBe('between')
    expect(judge(rule, [value(now, 6)], now).verdict).toBe('between')
    expect(judge(rule, [value(now, 5.9)], now).verdict).toBe('over')
    expect(judge(low, [value(now, 119)], now).verdict).toBe('holds')
    expect(judge(low, [value(now, 126)], now).verdict).toBe('over')
  })
  it('asks for so many values in a row', () => {
    const twice = { ...rule, inARow: 2 }
    expect(judge(twice, [value(now - 2, 5), value(now - 1, 7)], now).verdict).toBe('between')
    expect(judge(twice, [value(now - 1, 7), value(now, 6.6)], now).verdict).toBe('holds')
    expect(judge({ ...twice, clear: twice.limit }, [value(now, 6.5)], now).verdict).toBe('between')
  })
  it('measures a rise from the lowest value of the hours before', () => {
    const rise = shippedRules.find(({ id }) => id === 'creatinine-rise')!
    const values = [
      value(now - 60 * hour, 40),
      value(now - 40 * hour, 80),
      value(now - 20 * hour, 70),
      value(now, 97),
    ]
    expect(judge(rise, values, now)).toEqual({ verdict: 'holds', newest: value(now, 27) })
    expect(judge(rise, [value(now, 500)], now)).toEqual({ verdict: 'silent' })
  })
  it('does not depend on the order of the values', () => {
    const values = fc.array(
      fc.record({
        timeMs: fc.integer({ min: 60, max: 110 }).map((h) => h * hour),
        value: fc.double({ min: 3, max: 8, noNaN: true }),
        entryId: fc.constant(null),
      }),
    )
    fc.assert(
      fc.property(
        values.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          // prettier-ignore
          const unique = (each: WatchedValue[]) => each.filter(({ timeMs }, index) => each.findIndex((other) => other.timeMs === timeMs) === index)
          const kept = unique(list)
          const same = shuffled.filter((each) => kept.includes(each))
          expect(judge(rule, same, now)).toEqual(judge(rule, kept, now))
        },
      ),
    )
  })
})

describe('the life of an alert', () => {
  it('stays seen while the value swings, comes back when it is worse, and ends by itself', () => {
    let { alert } = nextStep(rule, null, holds(6.6), 0)
    alert = acknowledged(alert!)
    for (const each of [6.4, 6.9, 6.1, 7]) {
      const step = nextStep(
        rule,
        alert,
        each >= 6.5 ? holds(each) : { verdict: 'between', newest: value(1, each) },
        1,
      )
      expect(step.event).toBeNull()
      alert = step.alert
    }
    expect(nextStep(rule, alert, holds(7.1), 2).event).toBe('raised-again')
    expect(nextStep(rule, alert, { verdict: 'over', newest: value(3, 5) }, 3)).toEqual({
      alert: null,
      event: 'ended',
    })
  })

  it('comes back when the time for which it was put off is over', () => {
    const open = nextStep(rule, null, holds(6.6), 0).alert!
    const later = snoozed(open, 1000)
    expect(nextStep(rule, later, holds(6.6), 999).event).toBeNull()
    expect(nextStep(rule, later, holds(6.6), 1000)).toMatchObject({
      event: 'snooze-ended',
      alert: { state: 'open' },
    })
  })

  it('keeps what it has where nothing young enough is known', () => {
    const open = nextStep(rule, null, holds(6.6), 0).alert!
    expect(nextStep(rule, open, { verdict: 'silent' }, 1)).toEqual({ alert: open, event: null })
  })

  const judgements = fc.oneof(
    fc.double({ min: 6.5, max: 9, noNaN: true }).map((each) => holds(each)),
    fc
      .double({ min: 6, max: 6.49, noNaN: true })
      .map((each): Judgement => ({ verdict: 'between', newest: value(0, each) })),
    fc
      .double({ min: 3, max: 5.99, noNaN: true })
      .map((each): Judgement => ({ verdict: 'over', newest: value(0, each) })),
    fc.constant<Judgement>({ verdict: 'silent' }),
  )

  it('never calls again for what was seen unless it is worse by the stated step', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 6.5, max: 9, noNaN: true }),
        fc.array(judgements, { maxLength: 30 }),
        (first, rounds) => {
          // prettier-ignore
          let alert: Alert | null = acknowledged(nextStep(rule, null, holds(first), 0).alert!)
          const seen = first
          for (const judgement of rounds) {
            const step = nextStep(rule, alert, judgement, 1)
            if (step.event === 'raised-again' && judgement.verdict !== 'silent')
              expect(worseBy(rule, seen, judgement.newest.value)).toBeGreaterThanOrEqual(rule.worse)
            else expect(step.event === null || step.event === 'ended').toBe(true)
            if (step.event !== null) break
            alert = step.alert
          }
        },
      ),
    )
  })

  it('has one alert of a ladder at most, the most severe that holds', () => {
    const ladder = shippedRules.filter((each) => each.ladder === 'news2')
    const round = fc.record(Object.fromEntries(ladder.map(({ id }) => [id, judgements])))
    fc.assert(
      fc.property(fc.array(round, { maxLength: 20 }), (rounds) => {
        let living = new Map<string, Alert>()
        for (const [index, verdicts] of rounds.entries()) {
          const changes = advance(ladder, living, new Map(Object.entries(verdicts)), index)
          living = new Map(
            changes.flatMap(({ rule: { id }, after }) => (after ? [[id, after] as const] : [])),
          )
          expect(living.size).toBeLessThanOrEqual(1)
          const holding = ladder.find(({ id }) => verdicts[id]?.verdict === 'holds')
          if (holding) expect(living.size).toBe(1)
        }
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { loadOf, stretchesUntil } from './load'
import { isPresent, placeOf, type PlacedEncounter, staysOf } from './place'

describe('ward and bed from words', () => {
  it.each([
    ['Ward 3A, bed 4', { ward: 'Ward 3A', bed: '4' }],
    ['Ward 3A', { ward: 'Ward 3A', bed: null }],
    ['3A 12 1', { ward: '3A', bed: '12 1' }],
    ['ICU 2', { ward: 'ICU 2', bed: null }],
    ['Cardiology Room 12 Bed 3', { ward: 'Cardiology', bed: '12 3' }],
    ['心内科，12床', { ward: '心内科', bed: '12' }],
    ['呼吸内科 8床', { ward: '呼吸内科', bed: '8' }],
    ['Coronary Care Unit', { ward: 'Coronary Care Unit', bed: null }],
  ])('%s', (words, place) => expect(placeOf(words)).toEqual(place))

  it('finds nothing in signs alone', () => expect(placeOf(' , ^ ')).toBeNull())
})

const encounter = (
  ward: string,
  startMs: number,
  endMs: number | null,
  kind: PlacedEncounter['kind'] = 'inpatient',
): PlacedEncounter => ({ patientId: 'p', startMs, endMs, place: { ward, bed: null }, kind, reason: null })
const hour = 3_600_000

describe('stays from encounters', () => {
  it('counts the inner encounter while it lasts, and the outer one again behind it', () => {
    const stays = staysOf([encounter('ICU', 3, 6), encounter('3A', 1, null)])
    expect(stays.map(({ place, startMs, endMs }) => [place.ward, startMs, endMs])).toEqual([
      ['3A', 1, 3],
      ['ICU', 3, 6],
      ['3A', 6, null],
    ])
  })

  it('joins what follows on one ward, whatever the order', () => {
    const parts = [encounter('3A', 4, 9), encounter('3A', 1, 4)]
    expect(staysOf(parts)).toEqual(staysOf(parts.toReversed()))
    expect(staysOf(parts)).toMatchObject([{ startMs: 1, endMs: 9 }])
  })

  it('lets a visit without an end be over, and an admission go on', () => {
    const visit = staysOf([encounter('Clinic', 0, null, 'visit')])[0]!
    expect(isPresent(visit, 11 * hour)).toBe(true)
    expect(isPresent(visit, 13 * hour)).toBe(false)
    expect(isPresent(staysOf([encounter('3A', 0, null)])[0]!, 1e12)).toBe(true)
  })

  it('has one place at a time, whatever overlaps', () => {
    const stays = staysOf([
      encounter('A', 0, 10),
      encounter('B', 2, 8),
      encounter('C', 2, 5),
      encounter('A', 9, 12),
    ])
    for (let at = 0; at < 12; at += 1) expect(stays.filter((stay) => isPresent(stay, at))).toHaveLength(1)
  })
})

describe('load of a ward', () => {
  it('counts who is there at the end of each stretch, and who came and went within it', () => {
    const stays = [
      { ...encounter('3A', 0.5 * hour, 2.5 * hour), patientId: 'a' },
      { ...encounter('3A', 1.5 * hour, null), patientId: 'b' },
    ]
    const load = loadOf(stays, stretchesUntil(4 * hour, 'hour', 4))
    expect(load.map(({ occupied }) => occupied)).toEqual([1, 2, 1, 1])
    expect(load.map(({ arrivals }) => arrivals)).toEqual([1, 1, 0, 0])
    expect(load.map(({ departures }) => departures)).toEqual([0, 0, 1, 0])
    expect(load.at(-1)?.toMs).toBe(4 * hour)
  })
})

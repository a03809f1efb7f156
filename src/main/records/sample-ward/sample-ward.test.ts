import { describe, expect, it } from 'vitest'
import { checkEntry } from '../intake/check-entry'
import { sampleEntries, samplePeople } from './sample-ward'

const atMs = Date.parse('2026-11-21T12:00:00Z')
const entries = [...sampleEntries(atMs)]

describe('the made-up ward', () => {
  it('makes statements that the record takes, in units that it knows', () => {
    const refused = entries.map((entry) => checkEntry(entry)).filter(({ ok }) => !ok)
    expect(refused).toEqual([])
    expect(entries.length).toBeGreaterThan(4_000)
  })

  it('gives every statement an identity of its own, and the same ones again', () => {
    const identities = entries.map(({ identity }) => identity.id)
    expect(new Set(identities).size).toBe(identities.length)
    expect([...sampleEntries(atMs)]).toEqual(entries)
  })

  it('says nothing of the future', () => {
    const late = entries.filter((entry) => {
      const start = 'start' in entry ? entry.start : undefined
      return Date.parse(entry.issued?.iso ?? '') > atMs || Date.parse(start?.iso ?? '1970') > atMs
    })
    expect(late).toEqual([])
  })

  it('marks each person as made up', () => {
    for (const { name } of samplePeople) expect(name.alphabetic).toMatch(/\^SYNTHETIC$/)
    expect(samplePeople.filter(({ birthDate }) => birthDate === undefined)).toHaveLength(1)
    expect(Math.max(...samplePeople.map(({ allergies }) => allergies?.length ?? 0))).toBe(10)
  })
})

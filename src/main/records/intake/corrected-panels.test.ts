import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { KnownAt } from '../../../shared/domain/record/reading'
import type { IntakeOptions } from '../../../shared/domain/record/intake'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { memoryStore } from '../../store/memory-store.fixture'
import type { WritableDatabase } from '../../store/open-database'
import { createIntake } from '../../store/queries/record-imports'
import { listPeople } from '../../store/queries/record-people'
import { listQuarantine } from '../../store/queries/record-quarantine'
import { listEntries } from '../../store/queries/record-reading'
import { planFiles } from './plan-files'
import { repairQuarantined } from './repair'
import { runIntake } from './run-intake'

const never = new AbortController().signal
const fhir: IntakeOptions = { format: 'fhir', zone: 'UTC', sender: 'his' }
const hl7: IntakeOptions = { format: 'hl7', zone: 'UTC', sender: 'lab' }

async function importText(db: WritableDatabase, text: string, options: IntakeOptions, path?: string) {
  const file = path ?? join(temporaryFolder(), 'sent')
  if (path === undefined) writeFileSync(file, text)
  const id = createIntake(db, { options, files: await planFiles(options.format, [file]), by: 'tester' })
  const intake = await runIntake(db, id, { signal: never, progress: () => undefined })
  expect(intake.error).toBeNull()
  return { file, tallies: intake.files[0]?.tallies ?? [] }
}

/** Code and value of all that stands. */
function standing(db: WritableDatabase, knownAt?: KnownAt): string[] {
  const [person] = listPeople(db, { afterId: null, limit: 1 })
  if (!person) return []
  return listEntries(db, {
    patientId: person.patient.id,
    kinds: ['observation'],
    limit: 50,
    ...(knownAt ? { knownAt } : {}),
  })
    .flatMap(({ entry }) =>
      entry.kind === 'observation' && entry.value.type === 'quantity'
        ? [`${entry.code.codings[0]?.code ?? ''}=${entry.value.quantity.value}`]
        : [],
    )
    .toSorted()
}

const senderSaid = (iso: string): KnownAt => ({ by: 'sender', instantMs: Date.parse(iso) })

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

describe('a component that a new version of a FHIR panel leaves out', () => {
  const pressure = (parts: Record<string, number>, lastUpdated?: string, own?: number) =>
    JSON.stringify({
      resourceType: 'Observation',
      id: 'bp',
      ...(lastUpdated === undefined ? {} : { meta: { lastUpdated } }),
      status: lastUpdated === undefined ? 'final' : 'amended',
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
      subject: { identifier: { system: 'urn:mrn', value: 'A1' } },
      effectiveDateTime: '2026-03-01T08:00:00Z',
      ...(own === undefined ? {} : { valueQuantity: { value: own, unit: 'mm[Hg]' } }),
      component: Object.entries(parts).map(([code, value]) => ({
        code: { coding: [{ system: 'http://loinc.org', code }] },
        valueQuantity: { value, unit: 'mm[Hg]' },
      })),
    })
  const first = pressure({ '8480-6': 120, '8462-4': 80 }, '2026-03-01T09:00:00Z')
  const without = pressure({ '8480-6': 118 }, '2026-03-01T10:00:00Z')
  const again = pressure({ '8480-6': 118, '8462-4': 78 }, '2026-03-01T11:00:00Z')

  test('ends with it, and still stands for what was known before, whatever order the files come in', async () => {
    for (const order of permutations([first, without])) {
      const db = memoryStore()
      for (const text of order) await importText(db, text, fhir)
      expect(standing(db)).toEqual(['8480-6=118'])
      expect(standing(db, senderSaid('2026-03-01T09:30:00Z'))).toEqual(['8462-4=80', '8480-6=120'])
      expect(standing(db, senderSaid('2026-03-01T10:30:00Z'))).toEqual(['8480-6=118'])
    }
  })

  test('stands again from the version on that names it again', async () => {
    for (const order of permutations([first, without, again])) {
      const db = memoryStore()
      for (const text of order) await importText(db, text, fhir)
      expect(standing(db)).toEqual(['8462-4=78', '8480-6=118'])
      expect(standing(db, senderSaid('2026-03-01T10:30:00Z'))).toEqual(['8480-6=118'])
    }
  })

  test('stands again with the same value as before', async () => {
    const same = pressure({ '8480-6': 120, '8462-4': 80 }, '2026-03-01T11:00:00Z')
    for (const order of permutations([first, without, same])) {
      const db = memoryStore()
      for (const text of order) await importText(db, text, fhir)
      expect(standing(db)).toEqual(['8462-4=80', '8480-6=120'])
      expect(standing(db, senderSaid('2026-03-01T10:30:00Z'))).toEqual(['8480-6=118'])
    }
  })

  test('ends where the panel becomes one value, or nothing but that', async () => {
    const single = pressure({}, '2026-03-01T10:00:00Z', 93).replace(',"component":[]', '')
    for (const text of [single, pressure({}, '2026-03-01T10:00:00Z', 93)])
      for (const order of permutations([first, text])) {
        const db = memoryStore()
        for (const one of order) await importText(db, one, fhir)
        expect(standing(db)).toEqual(['85354-9=93'])
      }
  })

  test('ends where nobody says when, and importing the older file once more changes nothing', async () => {
    const db = memoryStore()
    const older = await importText(db, pressure({ '8480-6': 120, '8462-4': 80 }), fhir)
    const newer = await importText(db, pressure({ '8480-6': 120, '8478-0': 93 }), fhir)
    expect(newer.tallies).toContainEqual({ subject: 'removal', outcome: 'removed', count: 1 })
    expect(standing(db)).toEqual(['8478-0=93', '8480-6=120'])
    for (const { file } of [older, newer, older]) {
      const { tallies } = await importText(db, '', fhir, file)
      expect(tallies).toEqual([{ subject: 'observation', outcome: 'duplicate', count: 2 }])
      expect(standing(db)).toEqual(['8478-0=93', '8480-6=120'])
    }
  })

  test('is not held against a component that waits for its unit', async () => {
    const db = memoryStore()
    await importText(db, first, fhir)
    const unitless = pressure({ '8480-6': 118, '8462-4': 77 }, '2026-03-01T10:00:00Z').replace(
      '"value":77,"unit":"mm[Hg]"',
      '"value":77',
    )
    await importText(db, unitless, fhir)
    expect(standing(db)).toEqual(['8462-4=80', '8480-6=118'])
  })

  test('that another sender says as well stays as its word', async () => {
    const db = memoryStore()
    await importText(db, first, fhir)
    await importText(db, first, { ...fhir, sender: 'other' })
    await importText(db, without, fhir)
    expect(standing(db)).toContain('8462-4=80')
  })
})

describe('a result that the correction of an HL7 order leaves out', () => {
  const message = (sentAt: string, status: string, obx: [code: string, value: string, status: string][]) =>
    [
      `MSH|^~\\&|LIS|LAB|||${sentAt}||ORU^R01|${sentAt}|P|2.5`,
      'PID|1||77^^^HOSP^MR||Doe^Jane||19600501|F',
      `OBR|1|P1|F1^LIS|CMP^Panel^L|||202603010800||||||||||||||||||${status}`,
      ...obx.map(
        ([code, value, each], index) => `OBX|${index + 1}|NM|${code}^^L||${value}|mmol/L|||||${each}`,
      ),
    ].join('\r')
  const potassium = (value: string, each = 'F'): [string, string, string] => ['K', value, each]
  const sodium = (value: string, each = 'F'): [string, string, string] => ['NA', value, each]
  const first = message('20260301090000', 'F', [potassium('4.1'), sodium('140')])
  const correction = message('20260301100000', 'C', [sodium('139', 'C')])

  test('ends with it, whatever order the messages come in', async () => {
    for (const order of permutations([first, correction])) {
      const db = memoryStore()
      for (const text of order) await importText(db, text, hl7)
      expect(standing(db)).toEqual(['NA=139'])
      expect(standing(db, senderSaid('2026-03-01T09:30:00Z'))).toEqual(['K=4.1', 'NA=140'])
    }
    const together = memoryStore()
    const { tallies } = await importText(together, `${first}\r${correction}`, hl7)
    expect(standing(together)).toEqual(['NA=139'])
    expect(tallies).toContainEqual({ subject: 'removal', outcome: 'removed', count: 1 })
  })

  test('stays where only further results come, or results of another hour are corrected', async () => {
    const db = memoryStore()
    await importText(db, first, hl7)
    await importText(db, message('20260301100000', 'P', [sodium('139', 'P')]), hl7)
    await importText(db, message('20260301110000', 'A', [['CL', '101', 'F']]), hl7)
    await importText(db, message('20260301120000', 'F', [sodium('138')]), hl7)
    await importText(db, message('20260301130000', 'C', [sodium('137')]).replace('0800', '1400'), hl7)
    expect(standing(db)).toEqual(['CL=101', 'K=4.1', 'NA=137', 'NA=138'])
  })

  test('stays where the sender is known to send only what it changed', async () => {
    const db = memoryStore()
    const options = { ...hl7, correctionsAreComplete: false }
    await importText(db, first, options)
    await importText(db, correction, options)
    expect(standing(db)).toEqual(['K=4.1', 'NA=139'])
  })

  test('stays where a held result of the correction is repaired by itself', async () => {
    const db = memoryStore()
    await importText(db, first, hl7)
    const wrong = message('20260301100000', 'C', [potassium('4.3', 'C'), sodium('13,9', 'C')])
    await importText(db, wrong, hl7)
    const [held] = listQuarantine(db, { intakeId: null, offset: 0, limit: 5 })
    const text = held?.raw.replace('13,9', '139') ?? ''
    expect(await repairQuarantined(db, { id: held?.id ?? '', text, by: 'tester' })).toEqual({
      ok: true,
      stored: 2,
    })
    expect(standing(db)).toEqual(['K=4.3', 'NA=139'])
  })
})

/**
 * Whom a statement is about. A number that one sender gave to one person finds that person; a number that was given to two
 * finds nobody, unless another number of the statement decides: a value in the wrong record is worse than one that waits in
 * quarantine.
 */
import type { PersonName, Sex } from '../../../shared/domain/imaging/instance'
import type { PatientEntry, PatientIdentifier, PatientKey } from '../../../shared/domain/record/entry'
import type { WritableDatabase } from '../open-database'
import { isPatientNumber, maySamePerson } from '../identify-patient'
import { one } from '../statements'
import { addIdentifier, patientsWithIdentifier } from './patient-identifiers'
import { groupOf, linkPatients, rootOf } from './patient-merges'
import { createPatient, patientColumns, PatientRow, toPatient, updatePatient } from './patients'

export type FoundPatient =
  { ok: true; patientRow: number } | { ok: false; reason: 'patient-missing' | 'patient-conflict' }

const nobody: { name: PersonName; birthDate: string | null; sex: Sex } = {
  name: { alphabetic: '', ideographic: '', phonetic: '' },
  birthDate: null,
  sex: 'U',
}

/** Rows kept for the patients of a running import: a value names its patient like the one before. */
export class PatientFinder {
  private readonly known = new Map<string, number>()
  private readonly groups = new Map<number, number[]>()

  constructor(private readonly db: WritableDatabase) {}

  /** Call when a transaction was rolled back, or patients changed otherwise. */
  forget(): void {
    this.known.clear()
    this.groups.clear()
  }

  /** The patients that are one person with this one, itself included. */
  groupOf(patientRow: number): readonly number[] {
    let group = this.groups.get(patientRow)
    if (!group) {
      if (this.groups.size >= mostRemembered) this.groups.clear()
      group = groupOf(this.db, patientRow)
      this.groups.set(patientRow, group)
    }
    return group
  }

  /** The patient of a statement; made when nobody has any of the numbers. */
  ofKey(key: PatientKey): FoundPatient {
    const text = JSON.stringify(key)
    const there = this.known.get(text)
    if (there !== undefined) return { ok: true, patientRow: there }
    const usable = key.filter(({ value }) => isPatientNumber(value))
    if (usable.length === 0) return { ok: false, reason: 'patient-missing' }
    const candidates = narrow(this.db, usable)
    if (candidates.length > 1) return { ok: false, reason: 'patient-conflict' }
    const patientRow = candidates[0] ?? makePatient(this.db, usable, nobody)
    if (this.known.size >= mostRemembered) this.known.clear()
    this.known.set(text, patientRow)
    return { ok: true, patientRow }
  }

  /**
   * The patient that a sender describes. Who has one of the numbers is another person if the birth dates differ; numbers of
   * two patients that nothing speaks against make them one, by a link that can be undone.
   * @param earlierRow the patient of an earlier version of the same statement, which this one corrects
   */
  ofEntry(entry: PatientEntry, earlierRow: number | null): FoundPatient {
    const usable = entry.patient.filter(({ value }) => isPatientNumber(value))
    if (usable.length === 0) return { ok: false, reason: 'patient-missing' }
    this.forget()
    const person = describedPerson(entry)
    const owners = [...new Set(usable.flatMap((identifier) => patientsWithIdentifier(this.db, identifier)))]
    const same = owners.filter((row) => this.isSame(row, person))
    const patientRow = earlierRow ?? same[0] ?? makePatient(this.db, usable, person)
    for (const identifier of usable) addIdentifier(this.db, patientRow, identifier)
    for (const other of same)
      linkPatients(this.db, patientRow, other, {
        reason: 'identifier',
        by: entry.identity.namespace,
        unlessUndone: true,
      })
    return { ok: true, patientRow }
  }

  private isSame(row: number, person: typeof nobody): boolean {
    return maySamePerson(toPatient(requirePatientRow(this.db, row)), person, 'id\n')
  }
}

const mostRemembered = 50_000

/**
 * Patients with the first number that anybody has, less those who lack a later number that one of them has. Patients that
 * are linked count as one.
 */
function narrow(db: WritableDatabase, identifiers: readonly PatientIdentifier[]): number[] {
  let candidates: number[] = []
  for (const identifier of identifiers) {
    const owners = patientsWithIdentifier(db, identifier)
    const both = candidates.filter((row) => owners.includes(row))
    if (candidates.length === 0) candidates = owners
    else if (both.length > 0) candidates = both
    if (candidates.length === 1) return candidates
  }
  return new Set(candidates.map((row) => rootOf(db, row))).size === 1 ? candidates.slice(0, 1) : candidates
}

function makePatient(
  db: WritableDatabase,
  [first, ...others]: readonly PatientIdentifier[],
  person: typeof nobody,
): number {
  const { system = '', value = '' } = first ?? {}
  const { patientRow } = createPatient(
    db,
    { ...person, patientId: value, issuer: system },
    `id\n${system}\n${value}`,
    false,
  )
  for (const identifier of others) addIdentifier(db, patientRow, identifier)
  return patientRow
}

const describedPerson = ({ name, birthDate, sex }: PatientEntry) => ({
  name,
  birthDate: birthDate?.precision === 'day' ? birthDate.iso : null,
  sex,
})

export function requirePatientRow(db: WritableDatabase, row: number): PatientRow {
  const found = one(db, PatientRow, `SELECT ${patientColumns} FROM patient WHERE row = :row`, { row })
  if (!found) throw new RangeError('A row that refers to a patient has one.')
  return found
}

/**
 * What the worklist shows of the patient follows the newest description; where it says nothing, what was known stays.
 * A birth date that only a year is known of stays in the statement and is no date here.
 */
export function describePatient(db: WritableDatabase, patientRow: number, entry: PatientEntry): void {
  const known = requirePatientRow(db, patientRow)
  const person = describedPerson(entry)
  updatePatient(db, known, {
    ...known,
    nameAlphabetic: person.name.alphabetic || known.nameAlphabetic,
    nameIdeographic: person.name.ideographic || known.nameIdeographic,
    namePhonetic: person.name.phonetic || known.namePhonetic,
    birthDate: person.birthDate ?? known.birthDate,
    sex: person.sex === 'U' ? known.sex : person.sex,
    synthetic: isMadeUp(entry) ? 1 : 0,
  })
}

/** The sample ward numbers its people under a name that nobody else uses. */
const isMadeUp = ({ patient }: PatientEntry): boolean =>
  patient.some(({ system }) => system === sampleWardPeople)
const sampleWardPeople = 'urn:vesalius:sample-ward'

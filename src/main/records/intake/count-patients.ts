/** How many people the statements of files are about, without a change to the record. */
import type { PatientKey, RecordEntry } from '../../../shared/domain/record/entry'
import { isPatientNumber } from '../../store/identify-patient'
import type { ReadableDatabase } from '../../store/open-database'
import { patientsWithIdentifier } from '../../store/queries/patient-identifiers'
import { rootOf } from '../../store/queries/patient-merges'

/** Beyond so many numbers nobody is counted any more: the memory stays flat. */
const mostNumbers = 1_000_000

/**
 * Counts people by their numbers: two numbers that stand together in one statement are one person's, and a number that the
 * record knows is that person's.
 */
export class PatientCount {
  /** of each number (system and value) the number by which its person is counted */
  private readonly parents = new Map<string, string>()
  /** rows of the record that a person's numbers lead to */
  private readonly rows = new Map<string, Set<number>>()
  private latest = ''

  constructor(private readonly db: ReadableDatabase) {}

  add(entry: RecordEntry): void {
    if (entry.kind === 'removal') return
    const text = JSON.stringify(entry.patient)
    if (text === this.latest) return
    this.latest = text
    const numbers = entry.patient.filter(({ value }) => isPatientNumber(value))
    if (this.parents.size + numbers.length > mostNumbers) return
    this.join(numbers)
  }

  counts(): { fresh: number; known: number; conflicting: number } {
    const counts = { fresh: 0, known: 0, conflicting: 0 }
    const persons = new Set([...this.parents.keys()].map((number) => this.root(number)))
    for (const person of persons) {
      const rows = this.rows.get(person)?.size ?? 0
      counts[rows === 0 ? 'fresh' : rows === 1 ? 'known' : 'conflicting'] += 1
    }
    return counts
  }

  private join(numbers: PatientKey): void {
    const [first, ...others] = numbers.map((identifier) => {
      const number = `${identifier.system}\n${identifier.value}`
      if (!this.parents.has(number)) {
        this.parents.set(number, number)
        const rows = patientsWithIdentifier(this.db, identifier).map((row) => rootOf(this.db, row))
        this.rows.set(number, new Set(rows))
      }
      return this.root(number)
    })
    if (first === undefined) return
    for (const other of others) {
      const [kept, given] = [this.root(first), this.root(other)]
      if (kept === given) continue
      this.parents.set(given, kept)
      const rows = this.rows.get(kept) ?? new Set<number>()
      for (const row of this.rows.get(given) ?? []) rows.add(row)
      this.rows.set(kept, rows)
    }
  }

  private root(number: string): string {
    let root = number
    for (let up = this.parents.get(root); up !== undefined && up !== root; up = this.parents.get(root))
      root = up
    this.parents.set(number, root)
    return root
  }
}

import type { MedicationLookup } from './map/resource-context'
import type { CodeableConcept } from './schema/datatypes'

/** Beyond this the oldest are forgotten, so that the memory does not grow with the file. A hospital's formulary is smaller. */
const most = 100_000

/** Codes of the Medication resources of a file, which orders refer to. */
export class MedicationNames implements MedicationLookup {
  private readonly codes = new Map<string, CodeableConcept>()

  add(id: string, code: CodeableConcept): void {
    this.codes.set(id, code)
    if (this.codes.size <= most) return
    const [oldest] = this.codes.keys()
    if (oldest !== undefined) this.codes.delete(oldest)
  }

  find(id: string | undefined): CodeableConcept | undefined {
    return id === undefined ? undefined : this.codes.get(id)
  }
}

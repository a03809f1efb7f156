import type { ClinicalEntry, EntryContent, PatientEntry } from '../../../../../shared/domain/record/entry'

/** One thing that a resource says, before it has an identity. */
export interface Mapped {
  content: EntryContent<ClinicalEntry | PatientEntry>
  /** tells it from the other things that the resource says; absent where it says one */
  part?: string
}

/** What the resources of all entries begin with. */
import type { Reference } from 'fhir/r4'
import type { ClinicalEntry } from '../../../../../shared/domain/record/entry'
import { encounterReference, resourceId } from './write-datatypes'

export const idOf = ({ identity }: ClinicalEntry): string => resourceId(identity)

export const encounterOf = ({ identity, encounterId }: ClinicalEntry): Reference | undefined =>
  encounterReference(identity, encounterId)

/** The sender took the statement back. */
export const isWrong = ({ status }: ClinicalEntry): boolean => status === 'removed'

/** The status that an entry has in FHIR, unless it was taken back. */
export const statusFor = <const Status extends string>(
  entry: ClinicalEntry,
  usual: Status,
): Status | 'entered-in-error' => (isWrong(entry) ? 'entered-in-error' : usual)

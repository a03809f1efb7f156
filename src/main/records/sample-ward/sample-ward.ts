/** Everybody of the made-up ward. */
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { entriesOfPerson } from './entries-of-person'
import { cardiovascularRisk, diabetes, shortRecord, tenAllergies } from './people/clinic'
import { recoveringFromSepsis, worseningAfterPerforation } from './people/intensive-care'
import {
  chronicLungDisease,
  heartFailure,
  infarction,
  pneumonia,
  withoutBirthDate,
} from './people/medical-ward'
import { afterHipReplacement, appendectomy, notMeasuredSinceYesterday } from './people/surgical-ward'
import type { SamplePerson } from './sample-person'

export const samplePeople: readonly SamplePerson[] = [
  recoveringFromSepsis,
  worseningAfterPerforation,
  heartFailure,
  infarction,
  pneumonia,
  chronicLungDisease,
  withoutBirthDate,
  appendectomy,
  afterHipReplacement,
  notMeasuredSinceYesterday,
  diabetes,
  cardiovascularRisk,
  shortRecord,
  tenAllergies,
]

/** @param atMs the moment that the ward is made for; all times lie before it */
export function* sampleEntries(atMs: number): Generator<RecordEntry> {
  for (const person of samplePeople) yield* entriesOfPerson(person, atMs)
}

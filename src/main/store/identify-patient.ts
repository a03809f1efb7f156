/**
 * Decides whether two files are of one person. A wrong merge mixes two people's images, a missed one only shows a person
 * twice: in doubt they stay apart.
 *
 * 1. Patient ID with its issuer, unless the ID is a filler. Under one ID, both birth dates known: they must be equal; one
 *    unknown: the names must be equal, or one of them empty. So a reused ID does not join two people.
 * 2. Without a usable ID: name and birth date, both known and the sexes not M against F.
 * 3. Else the study stands for its own person.
 */
import type { ParsedInstance, PersonName, Sex } from '../../shared/domain/imaging/instance'
import { foldText } from './search-words'

export type Person = ParsedInstance['patient']

const fillers = new Set([
  '',
  'anon',
  'anonym',
  'anonymous',
  'anonymized',
  'anonymised',
  'deidentified',
  'unknown',
  'none',
  'null',
  'na',
  'nn',
  'noid',
  'test',
  'patient',
  'patientid',
  'id',
  'name',
  'noname',
  'xxx',
  '未知',
  '匿名',
  '无',
])

const isFiller = (value: string) => {
  const bare = foldText(value).replace(/[^\p{L}\p{N}]/gu, '')
  return fillers.has(bare) || /^(0+|9+|x+)$/.test(bare)
}

/** The groups of a name without punctuation, '' where nobody is named. */
export function nameKey(name: PersonName): string {
  const groups = [name.alphabetic, name.ideographic].map((group) =>
    isFiller(group)
      ? ''
      : foldText(group)
          .replace(/[^\p{L}\p{N}]+/gu, ' ')
          .trim(),
  )
  return groups.find((group) => group !== '') ?? ''
}

/** What candidates are looked up by; equal keys still need {@link maySamePerson}. */
export function identityKey(person: Person, studyInstanceUid: string): string {
  if (!isFiller(person.patientId)) return `id\n${person.issuer.trim()}\n${person.patientId.trim()}`
  const name = nameKey(person.name)
  if (name !== '' && person.birthDate) return `person\n${name}\n${person.birthDate}`
  return `study\n${studyInstanceUid}`
}

/** Equal for two people who have the same name and birth date, '' where either is unknown. */
export function matchKey(name: PersonName, birthDate: string | null): string {
  const key = nameKey(name)
  return key === '' || !birthDate ? '' : `${key}\n${birthDate}`
}

/** Whether a patient number is one, and not a word that stands for its absence. */
export const isPatientNumber = (value: string): boolean => !isFiller(value)

export interface KnownPerson {
  name: PersonName
  birthDate: string | null
  sex: Sex
}

/** Whether nothing speaks against two records with the same identity key being one person. */
export function maySamePerson(a: KnownPerson, b: KnownPerson, key: string): boolean {
  if (a.birthDate && b.birthDate && a.birthDate !== b.birthDate) return false
  if (!key.startsWith('id\n')) return !(isKnownSex(a.sex) && isKnownSex(b.sex) && a.sex !== b.sex)
  if (a.birthDate && b.birthDate) return true
  const names = [nameKey(a.name), nameKey(b.name)]
  return names.includes('') || names[0] === names[1] || sharesGroup(a.name, b.name)
}

const isKnownSex = (sex: Sex) => sex === 'M' || sex === 'F'

/** Some senders give only the ideographic group, others all: one equal group is the same name. */
function sharesGroup(a: PersonName, b: PersonName): boolean {
  const groups = (name: PersonName) =>
    [name.alphabetic, name.ideographic]
      .filter((group) => !isFiller(group))
      .map((group) => foldText(group).replace(/[^\p{L}\p{N}]+/gu, ''))
  const others = new Set(groups(b))
  return groups(a).some((group) => others.has(group))
}

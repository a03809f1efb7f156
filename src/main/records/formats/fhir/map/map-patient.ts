import type { PersonName, Sex } from '../../../../../shared/domain/imaging/instance'
import type { CodeableConcept, Address, HumanName } from '../schema/datatypes'
import type { PatientResource } from '../schema/resources'
import { defined } from '../../rejection'
import { timeOf, wordsOf } from './map-datatypes'
import type { Mapped } from './mapped'
import { patientResourceKey, type ResourceContext, subjectKey } from './resource-context'

const sexes: Record<string, Sex> = { male: 'M', female: 'F', other: 'O' }

/** @param gender FHIR's administrative-gender; anything else is unknown */
export const sexOf = (gender: string | undefined): Sex => sexes[gender ?? ''] ?? 'U'

export function mapPatient(patient: PatientResource, context: ResourceContext): Mapped[] {
  const replaced = patient.link?.find(({ type }) => type === 'replaced-by')
  return [
    {
      content: defined({
        kind: 'patient' as const,
        patient: patientResourceKey(context),
        status: 'final' as const,
        issued: timeOf(patient.meta?.lastUpdated, 'meta.lastUpdated', context),
        name: personName(patient.name ?? []),
        birthDate: timeOf(patient.birthDate, 'birthDate', context),
        sex: sexOf(patient.gender),
        deceased: timeOf(patient.deceasedDateTime, 'deceasedDateTime', context) ?? patient.deceasedBoolean,
        address: addressText(patient.address ?? []),
        telecom: telecomOf(patient),
        ethnicity: ethnicityOf(patient),
        language: languageOf(patient),
        maritalStatus: wordsOf(patient.maritalStatus),
        replacedBy: replaced && subjectKey(replaced.other, context),
      }),
    },
  ]
}

/** Which kind of signs a name is in: ISO 21090's codes, as FHIR's extension has them. */
const representation = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'
const nameUses = ['official', 'usual', undefined, 'nickname', 'maiden', 'anonymous', 'temp', 'old']

/** The name that counts now, in DICOM's three groups of signs (PS3.5 6.2.1.2). */
function personName(names: HumanName[]): PersonName {
  const byUse = names.toSorted((a, b) => nameUses.indexOf(a.use) - nameUses.indexOf(b.use))
  const inSigns = (sign: string | undefined) =>
    byUse.find(({ extension }) => extension?.find(({ url }) => url === representation)?.valueCode === sign)
  const plain = inSigns('ABC') ?? inSigns(undefined)
  return {
    alphabetic: nameText(plain),
    ideographic: nameText(inSigns('IDE')),
    phonetic: nameText(inSigns('SYL')),
  }
}

const withoutDelimiters = (part: string) => part.replace(/[\^=\\]/g, ' ').trim()

/** Family^given^middle^prefix^suffix; a name that is told only as a whole is one part. */
function nameText(name: HumanName | undefined): string {
  if (!name) return ''
  const given = (name.given ?? []).flatMap((part) => part ?? [])
  if (name.family === undefined && given.length === 0) return withoutDelimiters(name.text ?? '')
  const words = (parts: (string | null)[] | undefined) =>
    (parts ?? []).flatMap((part) => part ?? []).join(' ')
  return [name.family ?? '', given[0] ?? '', given.slice(1).join(' '), words(name.prefix), words(name.suffix)]
    .map(withoutDelimiters)
    .join('^')
    .replace(/\^+$/, '')
}

function addressText(addresses: Address[]): string | undefined {
  const address = addresses.find(({ use }) => use === 'home') ?? addresses.find(({ use }) => use !== 'old')
  if (!address) return undefined
  const parts = [
    ...(address.line ?? []),
    address.district,
    address.city,
    address.state,
    address.postalCode,
    address.country,
  ]
  return address.text ?? (parts.filter((part) => part).join(', ') || undefined)
}

function telecomOf({ telecom }: PatientResource): string[] | undefined {
  const numbers = (telecom ?? []).flatMap(({ value }) => value ?? [])
  return numbers.length === 0 ? undefined : numbers
}

const ethnicityProfiles = [
  'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity',
  'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
]

/** The words of US Core's extensions; other countries' profiles have others. */
function ethnicityOf({ extension }: PatientResource): string | undefined {
  const words = (extension ?? [])
    .filter(({ url }) => ethnicityProfiles.includes(url))
    .flatMap((profile) => profile.extension?.find(({ url }) => url === 'text')?.valueString ?? [])
  return words.length === 0 ? undefined : words.join('; ')
}

function languageOf({ communication }: PatientResource): string | undefined {
  const chosen = communication?.find(({ preferred }) => preferred) ?? communication?.[0]
  const language: CodeableConcept | undefined = chosen?.language
  return language?.coding?.find(({ code }) => code)?.code ?? language?.text
}

import type { HumanName, Patient } from 'fhir/r4'
import type { PatientEntry } from '../../../../../shared/domain/record/entry'
import { defined } from '../../rejection'
import { dateTimeFor } from './write-datatypes'

const genders = { M: 'male', F: 'female', O: 'other', U: 'unknown' } as const
const representation = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'

/** @param id of the resource, the same for all statements of one person */
export function patientResource(entry: PatientEntry, id: string): Patient {
  const { deceased, address, telecom, language, replacedBy } = entry
  const names = namesFor(entry.name)
  const [survivor] = replacedBy ?? []
  return defined({
    resourceType: 'Patient' as const,
    id,
    identifier: entry.patient.map(({ system, value }) => defined({ system: system || undefined, value })),
    name: names.length === 0 ? undefined : names,
    telecom: telecom?.map((value) => ({ system: 'other' as const, value })),
    gender: genders[entry.sex],
    birthDate: dateTimeFor(entry.birthDate)?.slice(0, 10),
    ...(typeof deceased === 'boolean'
      ? { deceasedBoolean: deceased }
      : deceased && { deceasedDateTime: dateTimeFor(deceased) }),
    address: address === undefined ? undefined : [{ text: address }],
    maritalStatus: entry.maritalStatus === undefined ? undefined : { text: entry.maritalStatus },
    communication: language === undefined ? undefined : [{ language: { text: language } }],
    link: survivor && [
      {
        other: { identifier: defined({ system: survivor.system || undefined, value: survivor.value }) },
        type: 'replaced-by' as const,
      },
    ],
  })
}

function namesFor({ alphabetic, ideographic, phonetic }: PatientEntry['name']): HumanName[] {
  const signs = (name: string, code: string): HumanName[] =>
    name === '' ? [] : [{ ...nameFor(name), extension: [{ url: representation, valueCode: code }] }]
  const plain = alphabetic === '' ? [] : [nameFor(alphabetic)]
  return [...plain, ...signs(ideographic, 'IDE'), ...signs(phonetic, 'SYL')]
}

/** Family^given^middle^prefix^suffix. */
function nameFor(name: string): HumanName {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = name.split('^')
  if (!name.includes('^')) return { text: name }
  const all = [given, middle].filter((part) => part !== '')
  return defined({
    family: family || undefined,
    given: all.length === 0 ? undefined : all,
    prefix: prefix === '' ? undefined : [prefix],
    suffix: suffix === '' ? undefined : [suffix],
  })
}

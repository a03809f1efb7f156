/** Each kind of entry as the FHIR R4 resource that says most of it. */
import type {
  AllergyIntolerance,
  Condition,
  DocumentReference,
  Encounter,
  FamilyMemberHistory,
  Procedure,
  Reference,
  Resource,
} from 'fhir/r4'
import type {
  AllergyEntry,
  ClinicalEntry,
  ConditionEntry,
  DocumentEntry,
  EncounterEntry,
  FamilyHistoryEntry,
  ProcedureEntry,
} from '../../../../../shared/domain/record/entry'
import { defined } from '../../rejection'
import {
  codeOf,
  codingFor,
  codingsFor,
  conceptFor,
  conceptsFor,
  dateTimeFor,
  displayed,
  displayedActors,
  encounterReference,
  instantFor,
  notesFor,
  periodFor,
  quantityFor,
  timesFor,
  wordsFor,
} from './write-datatypes'
import { encounterOf, idOf, isWrong, statusFor } from './write-head'
import { medicationResource } from './write-medications'
import { genotypeResource, observationResource, waveformResource } from './write-observation'

const terminology = 'http://terminology.hl7.org/CodeSystem'

/** @param subject the patient as the other resources of the export name it */
export function clinicalResource(entry: ClinicalEntry, subject: Reference): Resource {
  switch (entry.kind) {
    case 'encounter':
      return encounterResource(entry, subject)
    case 'observation':
      return observationResource(entry, subject)
    case 'genotype':
      return genotypeResource(entry, subject)
    case 'waveform':
      return waveformResource(entry, subject)
    case 'condition':
      return conditionResource(entry, subject)
    case 'medication':
      return medicationResource(entry, subject)
    case 'allergy':
      return allergyResource(entry, subject)
    case 'procedure':
      return procedureResource(entry, subject)
    case 'family-history':
      return familyResource(entry, subject)
    case 'document':
      return documentResource(entry, subject)
  }
}

const encounterStates = {
  'on-leave': 'onleave',
  planned: 'planned',
  arrived: 'arrived',
  'in-progress': 'in-progress',
  finished: 'finished',
  cancelled: 'cancelled',
  unknown: 'unknown',
} as const

/** The class is required; an unknown one is said as such. */
const unknownClass = { system: `${terminology}/v3-NullFlavor`, code: 'UNK' }

function encounterResource(entry: EncounterEntry, subject: Reference): Encounter {
  return defined({
    resourceType: 'Encounter' as const,
    id: idOf(entry),
    status: statusFor(entry, encounterStates[entry.state]),
    class: entry.encounterClass ? codingFor(entry.encounterClass) : unknownClass,
    type: conceptsFor(entry.type),
    serviceType: wordsFor(entry.service),
    subject,
    participant: entry.author === undefined ? undefined : [{ individual: { display: entry.author } }],
    period: periodFor(entry.start, entry.end),
    reasonCode: conceptsFor(entry.reason),
    hospitalization: entry.dischargeDisposition && {
      dischargeDisposition: conceptFor(entry.dischargeDisposition),
    },
    location: entry.location === undefined ? undefined : [{ location: { display: entry.location } }],
    partOf: encounterReference(entry.identity, entry.partOf),
  })
}

/** A condition with an end is not active (constraint con-4). */
const ended = new Set<string>(['inactive', 'remission', 'resolved'])

function conditionResource(entry: ConditionEntry, subject: Reference): Condition {
  const { clinicalStatus, verification } = entry
  const said = isWrong(entry) ? 'entered-in-error' : verification === 'unknown' ? undefined : verification
  const hasStatus = clinicalStatus !== 'unknown' && !isWrong(entry)
  return defined({
    resourceType: 'Condition' as const,
    id: idOf(entry),
    clinicalStatus: hasStatus ? codeOf(`${terminology}/condition-clinical`, clinicalStatus) : undefined,
    verificationStatus: said === undefined ? undefined : codeOf(`${terminology}/condition-ver-status`, said),
    category: codingsFor(entry.category),
    severity: entry.severity && conceptFor(entry.severity),
    code: conceptFor(entry.code),
    bodySite: entry.bodySite && [conceptFor(entry.bodySite)],
    subject,
    encounter: encounterOf(entry),
    onsetDateTime: dateTimeFor(entry.start),
    onsetString: entry.start ? undefined : entry.onsetText,
    abatementDateTime: ended.has(clinicalStatus) ? dateTimeFor(entry.end) : undefined,
    asserter: displayed(entry.author),
    note: notesFor(entry.note),
  })
}

function allergyResource(entry: AllergyEntry, subject: Reference): AllergyIntolerance {
  const { clinicalStatus, verification, type } = entry
  const isR4 = verification === 'unconfirmed' || verification === 'confirmed' || verification === 'refuted'
  const said = isWrong(entry) ? 'entered-in-error' : isR4 ? verification : undefined
  // It has to be there unless the statement was wrong (constraints ait-1 and ait-2).
  const status =
    clinicalStatus === 'unknown'
      ? { text: 'unknown' }
      : codeOf(`${terminology}/allergyintolerance-clinical`, clinicalStatus)
  return defined({
    resourceType: 'AllergyIntolerance' as const,
    id: idOf(entry),
    clinicalStatus: isWrong(entry) ? undefined : status,
    verificationStatus: said && codeOf(`${terminology}/allergyintolerance-verification`, said),
    type: type === 'unknown' ? undefined : type,
    category: entry.category.length === 0 ? undefined : entry.category,
    criticality: entry.criticality,
    code: conceptFor(entry.code),
    patient: subject,
    encounter: encounterOf(entry),
    ...timesFor('onset', entry),
    asserter: displayed(entry.author),
    note: notesFor(entry.note),
    reaction: reactionsFor(entry),
  })
}

/** A reaction needs what was seen; where the source had none, its words or that it was not said. */
function reactionsFor({ reactions }: AllergyEntry): AllergyIntolerance['reaction'] {
  if (reactions.length === 0) return undefined
  return reactions.map(({ manifestation, severity, description }) =>
    defined({
      manifestation: conceptsFor(manifestation) ?? [
        { text: description === undefined || description === '' ? 'not stated' : description },
      ],
      severity,
      description: description === '' ? undefined : description,
    }),
  )
}

const procedureStates = {
  planned: 'preparation',
  'not-done': 'not-done',
  'in-progress': 'in-progress',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
  unknown: 'unknown',
} as const

function procedureResource(entry: ProcedureEntry, subject: Reference): Procedure {
  return defined({
    resourceType: 'Procedure' as const,
    id: idOf(entry),
    status: statusFor(entry, procedureStates[entry.state]),
    code: conceptFor(entry.code),
    subject,
    encounter: encounterOf(entry),
    ...timesFor('performed', entry),
    performer: displayedActors(entry.author),
    reasonCode: conceptsFor(entry.reason),
    bodySite: conceptsFor(entry.bodySite),
    outcome: entry.outcome && conceptFor(entry.outcome),
    note: notesFor(entry.note),
  })
}

const sexCodes = { M: 'male', F: 'female', O: 'other', U: 'unknown' } as const
const familyStatuses = {
  preliminary: 'partial',
  final: 'completed',
  corrected: 'completed',
  removed: 'entered-in-error',
} as const

function familyResource(entry: FamilyHistoryEntry, subject: Reference): FamilyMemberHistory {
  const { deceased, deceasedAge } = entry
  const death = deceasedAge
    ? { deceasedAge: quantityFor(deceasedAge) }
    : typeof deceased === 'boolean'
      ? { deceasedBoolean: deceased }
      : deceased && { deceasedDate: dateTimeFor(deceased).slice(0, 10) }
  return defined({
    resourceType: 'FamilyMemberHistory' as const,
    id: idOf(entry),
    status: familyStatuses[entry.status],
    patient: subject,
    date: dateTimeFor(entry.start),
    name: entry.name,
    relationship: conceptFor(entry.relationship),
    sex:
      entry.sex === 'U'
        ? undefined
        : codeOf('http://hl7.org/fhir/administrative-gender', sexCodes[entry.sex]),
    bornDate: dateTimeFor(entry.birthDate)?.slice(0, 10),
    ...death,
    note: notesFor(entry.note),
    condition: familyConditions(entry),
  })
}

function familyConditions({ conditions }: FamilyHistoryEntry): FamilyMemberHistory['condition'] {
  if (conditions.length === 0) return undefined
  return conditions.map(({ code, onsetAge, onsetText, outcome, contributedToDeath }) =>
    defined({
      code: conceptFor(code),
      outcome: outcome && conceptFor(outcome),
      contributedToDeath,
      onsetAge: quantityFor(onsetAge),
      onsetString: onsetAge ? undefined : onsetText,
    }),
  )
}

const documentStatuses = {
  preliminary: 'preliminary',
  final: 'final',
  corrected: 'amended',
  removed: 'entered-in-error',
} as const

function documentResource(entry: DocumentEntry, subject: Reference): DocumentReference {
  const { title, text, attachment, encounterId } = entry
  const contents: DocumentReference['content'] = []
  const titled = title === '' ? {} : { title }
  if (text !== '' || !attachment)
    contents.push({
      attachment: {
        contentType: 'text/plain; charset=utf-8',
        data: Buffer.from(text).toString('base64'),
        ...titled,
      },
    })
  if (attachment)
    contents.push({ attachment: { contentType: attachment.contentType, data: attachment.base64, ...titled } })
  const encounter = encounterReference(entry.identity, encounterId)
  const context = defined({
    encounter: encounter && [encounter],
    period: entry.end && periodFor(entry.start, entry.end),
  })
  return defined({
    resourceType: 'DocumentReference' as const,
    id: idOf(entry),
    status: statusFor(entry, 'current'),
    docStatus: documentStatuses[entry.status],
    type: conceptFor(entry.code),
    subject,
    date: instantFor(entry.start),
    author: entry.author === undefined ? undefined : [{ display: entry.author }],
    content: contents,
    context: Object.keys(context).length === 0 ? undefined : context,
  })
}

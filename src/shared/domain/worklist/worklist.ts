/** The worklist: patients and studies as a reader looks them up. */
import { z } from 'zod'
import { ImageAttributes, PersonName, Sex } from '../imaging/instance'
import { Triage, urgencies, Urgency } from './triage'

export const WorklistSortKey = z.enum([
  'patientName',
  'patientId',
  'birthDate',
  'studyDate',
  'modality',
  'description',
  'accessionNumber',
  'importedAt',
  'status',
  /** most urgent first, whatever the direction: a study that was not assessed never stands below a negative one */
  'urgency',
])
export type WorklistSortKey = z.infer<typeof WorklistSortKey>

/** new: never opened; opened: looked at; read: a reader gave a verdict or comment. */
export const ReadingStatus = z.enum(['new', 'opened', 'read'])
export type ReadingStatus = z.infer<typeof ReadingStatus>

export const WorklistQuery = z.object({
  /** Free text over name, id, accession, description, date, modality: every word must match (prefix). */
  text: z.string().max(200),
  modalities: z.array(z.string()).max(50),
  dateFrom: z.iso.date().nullable(),
  dateTo: z.iso.date().nullable(),
  statuses: z.array(ReadingStatus).max(3),
  urgencies: z.array(Urgency).max(urgencies.length).default([]),
  trashed: z.boolean(),
  sort: z.object({ by: WorklistSortKey, direction: z.enum(['asc', 'desc']) }),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().positive().max(500),
})
export type WorklistQuery = z.infer<typeof WorklistQuery>

export const PatientSummary = z.object({
  id: z.string(),
  patientId: z.string(),
  issuer: z.string(),
  name: PersonName,
  birthDate: z.iso.date().nullable(),
  sex: Sex,
  synthetic: z.boolean(),
})
export type PatientSummary = z.infer<typeof PatientSummary>

export const StudyRow = z.object({
  id: z.string(),
  patient: PatientSummary,
  studyInstanceUid: z.string(),
  date: z.iso.date().nullable(),
  time: z.string().nullable(),
  description: z.string(),
  accessionNumber: z.string(),
  modalities: z.array(z.string()),
  seriesCount: z.number().int(),
  instanceCount: z.number().int(),
  patientAgeYears: z.number().nullable(),
  status: ReadingStatus,
  triage: Triage,
  importedAtMs: z.number(),
  trashedAtMs: z.number().nullable(),
  conflictCount: z.number().int(),
})
export type StudyRow = z.infer<typeof StudyRow>

export const WorklistPage = z.object({
  total: z.number().int(),
  rows: z.array(StudyRow),
  /** modalities present in the vault, for the filter */
  modalities: z.array(z.string()),
})
export type WorklistPage = z.infer<typeof WorklistPage>

export const InstanceDetail = z.object({
  id: z.string(),
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  transferSyntaxUid: z.string(),
  number: z.number().int().nullable(),
  synthetic: z.boolean(),
  image: ImageAttributes.nullable(),
})
export type InstanceDetail = z.infer<typeof InstanceDetail>

export const SeriesDetail = z.object({
  id: z.string(),
  seriesInstanceUid: z.string(),
  number: z.number().int().nullable(),
  modality: z.string(),
  description: z.string(),
  bodyPart: z.string(),
  viewPosition: z.string(),
  /** in reading order: by position along the slice normal where known, else by instance number */
  instances: z.array(InstanceDetail),
})
export type SeriesDetail = z.infer<typeof SeriesDetail>

export const StudyDetail = z.object({
  study: StudyRow,
  referringPhysician: z.string(),
  institution: z.string(),
  series: z.array(SeriesDetail),
})
export type StudyDetail = z.infer<typeof StudyDetail>

/** The small form for pictures as it is typed, and its check. */
import type { PictureForm } from '../../../shared/domain/jobs/job'

export interface PictureDraft {
  patientName: string
  patientId: string
  birthDate: string
  ageYears: string
  sex: PictureForm['sex']
  studyDate: string
  bodyPart: string
  viewPosition: string
  description: string
}

/** Keys of `importing.pictures.problems`. */
export type DraftProblem = 'required' | 'future' | 'beforeBirth' | 'age'
export type DraftProblems = Partial<Record<keyof PictureDraft, DraftProblem>>

export const emptyDraft = (today: string): PictureDraft => ({
  patientName: '',
  patientId: '',
  birthDate: '',
  ageYears: '',
  sex: 'U',
  studyDate: today,
  bodyPart: '',
  viewPosition: '',
  description: '',
})

/** Decimal comma or point; null when it is no number. */
export function parseAge(text: string): number | null {
  const trimmed = text.trim().replace(',', '.')
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : null
}

/** What is wrong with a draft; dates are compared as calendar dates (YYYY-MM-DD). */
export function draftProblems(draft: PictureDraft, today: string): DraftProblems {
  const problems: DraftProblems = {}
  if (draft.patientName.trim() === '') problems.patientName = 'required'
  if (draft.patientId.trim() === '') problems.patientId = 'required'
  if (draft.studyDate === '') problems.studyDate = 'required'
  else if (draft.studyDate > today) problems.studyDate = 'future'
  else if (draft.birthDate !== '' && draft.studyDate < draft.birthDate) problems.studyDate = 'beforeBirth'
  if (draft.birthDate > today) problems.birthDate = 'future'
  if (draft.birthDate === '' && draft.ageYears.trim() !== '') {
    const age = parseAge(draft.ageYears)
    if (age === null || age > 130) problems.ageYears = 'age'
  }
  return problems
}

/** 'Doe, Jane' as DICOM's 'Doe^Jane'; a name without a comma is kept as it is (Chinese names have none). */
export const toDicomName = (name: string): string => {
  const [family = '', ...given] = name.split(/[,，]/).map((part) => part.trim().replaceAll('^', ' '))
  return given.length === 0 ? name.trim() : `${family}^${given.join(' ')}`
}

/** The form to send; call only when there are no problems. */
export const toPictureForm = (draft: PictureDraft): PictureForm => ({
  patientName: toDicomName(draft.patientName),
  patientId: draft.patientId.trim(),
  birthDate: draft.birthDate || null,
  ageYears: draft.birthDate === '' ? parseAge(draft.ageYears) : null,
  sex: draft.sex,
  studyDate: draft.studyDate,
  bodyPart: draft.bodyPart,
  viewPosition: draft.viewPosition,
  description: draft.description.trim(),
})

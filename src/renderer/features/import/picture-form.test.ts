import { describe, expect, it } from 'vitest'
import { PictureForm } from '../../../shared/domain/jobs/job'
import {
  draftProblems,
  emptyDraft,
  parseAge,
  toDicomName,
  toPictureForm,
  type PictureDraft,
} from './picture-form'

const today = '2024-06-15'
const good: PictureDraft = {
  ...emptyDraft(today),
  patientName: 'Doe, Jane',
  patientId: '12',
  ageYears: '3,5',
  bodyPart: 'CHEST',
  viewPosition: 'PA',
}

describe('the form for pictures', () => {
  it('asks for name, ID and date', () => {
    expect(draftProblems(emptyDraft(''), today)).toEqual({
      patientName: 'required',
      patientId: 'required',
      studyDate: 'required',
    })
    expect(draftProblems(good, today)).toEqual({})
  })

  it('refuses impossible dates and ages', () => {
    expect(draftProblems({ ...good, studyDate: '2024-06-16' }, today)).toEqual({ studyDate: 'future' })
    expect(draftProblems({ ...good, birthDate: '2024-06-14', studyDate: '2024-06-13' }, today)).toEqual({
      studyDate: 'beforeBirth',
    })
    expect(draftProblems({ ...good, ageYears: '131' }, today)).toEqual({ ageYears: 'age' })
    expect(draftProblems({ ...good, ageYears: '-1' }, today)).toEqual({ ageYears: 'age' })
    expect(draftProblems({ ...good, ageYears: 'three' }, today)).toEqual({ ageYears: 'age' })
  })

  it('takes the age only when the birth date is unknown', () => {
    expect(toPictureForm(good)).toMatchObject({ birthDate: null, ageYears: 3.5 })
    expect(toPictureForm({ ...good, birthDate: '2020-01-01' })).toMatchObject({
      birthDate: '2020-01-01',
      ageYears: null,
    })
  })

  it('gives what the contract accepts', () => {
    expect(PictureForm.safeParse(toPictureForm(good)).success).toBe(true)
  })

  it('writes names as DICOM does', () => {
    expect(toDicomName('Doe, Jane')).toBe('Doe^Jane')
    expect(toDicomName('欧阳，小东')).toBe('欧阳^小东')
    expect(toDicomName('王小东')).toBe('王小东')
    expect(parseAge('2.5')).toBe(2.5)
    expect(parseAge('')).toBeNull()
  })
})

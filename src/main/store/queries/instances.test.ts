import { describe, expect, test } from 'vitest'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import type { WorklistQuery } from '../../../shared/domain/worklist/worklist'
import {
  classifyInstance,
  findInstance,
  isBlobReferenced,
  recordInstance,
  referencedBlobs,
  restoreDuplicate,
} from './instances'
import {
  markStudyOpened,
  patientStudies,
  purgeTrash,
  restoreStudy,
  studyDetail,
  trashDays,
  trashStudy,
} from './studies'
import { findStudiesByUid } from './study-rows'
import { searchWorklist } from './worklist-search'

const query = (changes: Partial<WorklistQuery> = {}): WorklistQuery => ({
  text: '',
  modalities: [],
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed: false,
  sort: { by: 'importedAt', direction: 'asc' },
  offset: 0,
  limit: 100,
  ...changes,
})

describe('recording an instance', () => {
  test('makes patient, study and series once, and counts', () => {
    const { db } = testStore()
    const first = parsedInstance()
    const sameSeries = parsedInstance({ ...first, instance: { number: 2 } })
    const otherSeries = parsedInstance({
      patient: first.patient,
      study: first.study,
      series: { modality: 'SR' },
    })
    const answers = [first, sameSeries, otherSeries].map((parsed, index) =>
      recordInstance(db, parsed, pretendBlob(`file ${index}`), 'a.dcm', 1000),
    )
    expect(answers.map(({ status }) => status)).toEqual(['imported', 'imported', 'imported'])
    const { rows, total, modalities } = searchWorklist(db, query())
    expect(total).toBe(1)
    expect(modalities).toEqual(['CR', 'SR'])
    expect(rows[0]).toMatchObject({
      patient: {
        patientId: first.patient.patientId,
        name: first.patient.name,
        birthDate: '2021-05-17',
        sex: 'F',
        synthetic: false,
      },
      studyInstanceUid: first.study.studyInstanceUid,
      date: '2024-03-05',
      time: '10:20:30',
      modalities: ['CR', 'SR'],
      seriesCount: 2,
      instanceCount: 3,
      patientAgeYears: 2.8,
      status: 'new',
      triage: {
        urgency: 'not-analysed',
        probability: null,
        calibrated: true,
        label: null,
        model: null,
        reason: null,
        error: null,
        modelsDone: 0,
        modelsAll: 0,
      },
      importedAtMs: 1000,
      trashedAtMs: null,
      conflictCount: 0,
    })
    const found = findInstance(db, answers[0]?.instanceId ?? '')
    expect(found).toMatchObject({ studyId: rows[0]?.id, blobId: pretendBlob('file 0').blobId, parsed: first })
    expect(findInstance(db, 'unknown')).toBeNull()
    const detail = studyDetail(db, rows[0]?.id ?? '')
    expect(detail.series.map(({ modality, instances }) => [modality, instances.length])).toEqual([
      ['CR', 2],
      ['SR', 1],
    ])
    expect(detail).toMatchObject({ institution: 'Example clinic', referringPhysician: 'Roe^Richard' })
  })

  test('the same file again is a duplicate, other content under its UID a conflict that is kept once', () => {
    const { db } = testStore()
    const parsed = parsedInstance()
    const uid = parsed.instance.sopInstanceUid
    expect(classifyInstance(db, uid, pretendBlob('one').sha256)).toBe('new')
    const { instanceId } = recordInstance(db, parsed, pretendBlob('one'), 'one.dcm')
    expect(classifyInstance(db, uid, pretendBlob('one').sha256)).toBe('duplicate')
    expect(recordInstance(db, parsed, pretendBlob('one'), 'one.dcm')).toEqual({
      status: 'duplicate',
      instanceId,
    })
    expect(classifyInstance(db, uid, pretendBlob('two').sha256)).toBe('conflict')
    for (let time = 0; time < 2; time += 1) {
      expect(recordInstance(db, parsed, pretendBlob('two'), 'two.dcm')).toEqual({
        status: 'conflict',
        instanceId,
      })
    }
    expect(searchWorklist(db, query()).rows[0]).toMatchObject({ instanceCount: 1, conflictCount: 1 })
    expect([...referencedBlobs(db)].map(({ blobId }) => blobId).sort()).toEqual(
      [pretendBlob('one').blobId, pretendBlob('two').blobId].sort(),
    )
    expect(findInstance(db, instanceId)?.blobId).toBe(pretendBlob('one').blobId)
  })

  test('two people under one study UID or one ID are never mixed', () => {
    const { db } = testStore()
    const jane = parsedInstance()
    const john = parsedInstance({
      ...jane,
      patient: {
        ...jane.patient,
        birthDate: '1950-01-01',
        name: { alphabetic: 'Roe^John', ideographic: '', phonetic: '' },
      },
      instance: {},
    })
    recordInstance(db, jane, pretendBlob('jane'), 'a')
    recordInstance(db, john, pretendBlob('john'), 'b')
    const { rows } = searchWorklist(db, query())
    expect(rows.map(({ patient }) => patient.name.alphabetic)).toEqual(['Doe^Jane', 'Roe^John'])
    expect(new Set(rows.map(({ patient }) => patient.id)).size).toBe(2)
    expect(findStudiesByUid(db, jane.study.studyInstanceUid).map(({ id }) => id)).toEqual(
      rows.map(({ id }) => id),
    )
    expect(patientStudies(db, rows[0]?.patient.id ?? '').studies.map(({ id }) => id)).toEqual([rows[0]?.id])
  })

  test('a later file fills in what the first did not know, and search follows', () => {
    const { db } = testStore()
    const bare = parsedInstance({
      patient: {
        patientId: 'X1',
        birthDate: null,
        sex: 'U',
        name: { alphabetic: 'Zhang^San', ideographic: '', phonetic: '' },
      },
    })
    const fuller = parsedInstance({
      patient: {
        patientId: 'X1',
        birthDate: '1999-09-09',
        sex: 'M',
        name: { alphabetic: 'Zhang^San', ideographic: '张^三', phonetic: '' },
      },
    })
    recordInstance(db, bare, pretendBlob('1'), 'a')
    expect(searchWorklist(db, query({ text: '张三' })).total).toBe(0)
    recordInstance(db, fuller, pretendBlob('2'), 'b')
    const { rows } = searchWorklist(db, query({ text: '张三' }))
    expect(rows).toHaveLength(2)
    for (const { patient } of rows)
      expect(patient).toMatchObject({ birthDate: '1999-09-09', sex: 'M', name: { ideographic: '张^三' } })
  })
})

describe('status and trash', () => {
  const oneStudy = () => {
    const { db } = testStore()
    const parsed = parsedInstance()
    recordInstance(db, parsed, pretendBlob('one'), 'one.dcm')
    recordInstance(db, parsed, pretendBlob('two'), 'two.dcm')
    const id = searchWorklist(db, query()).rows[0]?.id ?? ''
    return { db, id, parsed }
  }

  test('a study is opened once', () => {
    const { db, id } = oneStudy()
    expect([markStudyOpened(db, id), markStudyOpened(db, id), markStudyOpened(db, 'unknown')]).toEqual([
      true,
      false,
      false,
    ])
    expect(studyDetail(db, id).study.status).toBe('opened')
  })

  test('the trash hides, gives back, and after its days removes everything', () => {
    const { db, id } = oneStudy()
    const nowMs = 1_800_000_000_000
    trashStudy(db, id, nowMs)
    expect(searchWorklist(db, query()).total).toBe(0)
    expect(searchWorklist(db, query({ text: 'Doe' })).total).toBe(0)
    expect(searchWorklist(db, query({ trashed: true })).rows[0]).toMatchObject({ id, trashedAtMs: nowMs })
    expect(searchWorklist(db, query({ trashed: true, text: 'Doe' })).total).toBe(1)
    trashStudy(db, id, nowMs + 5)
    restoreStudy(db, id)
    expect(searchWorklist(db, query({ text: 'Doe' })).total).toBe(1)
    trashStudy(db, id, nowMs)
    const almost = nowMs + trashDays * 86_400_000 - 1
    expect(purgeTrash(db, almost)).toEqual({ studies: 0, blobIds: [] })
    const purged = purgeTrash(db, almost + 1)
    expect(purged.studies).toBe(1)
    expect(purged.blobIds.toSorted()).toEqual(
      [pretendBlob('one').blobId, pretendBlob('two').blobId].toSorted(),
    )
    expect(isBlobReferenced(db, pretendBlob('one').blobId)).toBe(false)
    for (const table of ['patient', 'study', 'series', 'instance', 'conflict']) {
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
    }
    expect(db.prepare(`SELECT count(*) FROM study_search WHERE study_search MATCH 'doe'`).pluck().get()).toBe(
      0,
    )
    expect(() => trashStudy(db, id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(() => restoreStudy(db, id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(() => studyDetail(db, id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  test('importing into a study in the trash brings it back, a duplicate too', () => {
    const { db, id, parsed } = oneStudy()
    trashStudy(db, id)
    recordInstance(db, parsedInstance({ ...parsed, instance: {} }), pretendBlob('three'), 'c')
    expect(searchWorklist(db, query()).total).toBe(1)
    trashStudy(db, id)
    restoreDuplicate(db, parsed.instance.sopInstanceUid)
    expect(searchWorklist(db, query()).total).toBe(1)
  })
})

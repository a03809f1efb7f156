import i18next from 'i18next'
import type { StudyRow } from '../../../shared/domain/worklist/worklist'
import { reporting } from '../../app/import-actions'
import { forgetStudy, navigate } from '../../app/navigation'
import { call } from '../../bridge'
import { formattersFor, toLanguage } from '../../i18n/format'
import { showToast } from '../../ui/toast'

const patientName = (study: StudyRow): string => {
  const { primary } = formattersFor(toLanguage(i18next.language)).name(study.patient.name)
  return primary || study.patient.patientId || i18next.t('common.unknownName')
}

export const openStudy = (study: StudyRow): void => navigate({ page: 'read', studyId: study.id })

/** Moves a study to the trash and offers the way back. */
export async function trashStudy(study: StudyRow): Promise<void> {
  const done = await reporting(call('study:trash', { studyId: study.id }))
  if (done === undefined) return
  forgetStudy(study.id)
  showToast({
    text: i18next.t('worklist.trashed', { patient: patientName(study) }),
    undo: {
      label: i18next.t('common.undo'),
      run: () => void reporting(call('study:restore', { studyId: study.id })),
    },
  })
}

export async function restoreStudy(study: StudyRow): Promise<void> {
  const done = await reporting(call('study:restore', { studyId: study.id }))
  if (done !== undefined)
    showToast({ tone: 'good', text: i18next.t('worklist.restored', { patient: patientName(study) }) })
}

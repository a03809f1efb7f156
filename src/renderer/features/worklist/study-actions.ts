import i18next from 'i18next'
import type { StudyRow } from '../../../shared/domain/worklist/worklist'
import { reporting } from '../../app/import-actions'
import { forgetStudy, navigate } from '../../app/navigation'
import { call } from '../../bridge'
import { formattersFor, toLanguage } from '../../i18n/format'
import { showToast } from '../../ui/toast'
import { useWorklist } from './worklist-store'

const patientName = (study: StudyRow): string => {
  const { primary } = formattersFor(toLanguage(i18next.language)).name(study.patient.name)
  return primary || study.patient.patientId || i18next.t('common.unknownName')
}

/** What an order to the queue is about: the marked studies, or the selected one; none in the trash. */
export function chosenStudies(selected: StudyRow | null): string[] {
  const { marked, filters } = useWorklist.getState()
  if (filters.trashed) return []
  if (marked.size > 0) return [...marked]
  return selected !== null && selected.trashedAtMs === null ? [selected.id] : []
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

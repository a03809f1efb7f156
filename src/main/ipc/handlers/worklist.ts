import { ok } from '../../../shared/result'
import type { Vault } from '../../security/vault'
import type { SendEvent } from '../events'
import type { Handlers } from '../register'

type WorklistHandlers = Pick<
  Handlers,
  'worklist:search' | 'patient:studies' | 'study:open' | 'study:trash' | 'study:restore'
>

export function worklistHandlers(vault: Vault, send: SendEvent): WorklistHandlers {
  const changed = () => send('worklist:changed', null)
  return {
    'worklist:search': async (query) => ok(await vault.requireOpen().reader.call('searchWorklist', query)),
    'patient:studies': async ({ patientId }) =>
      ok(await vault.requireOpen().reader.call('patientStudies', patientId)),
    'study:open': async ({ studyId, purpose }) => {
      const { reader, store } = vault.requireOpen()
      const detail = await reader.call('studyDetail', studyId)
      if (purpose === 'preview' || detail.study.status !== 'new') return ok(detail)
      // Not waited for: the writer may be busy with an import, and the reader's first image should not be. A vault locked
      // in between leaves the study new.
      store.call('markStudyOpened', studyId).then(changed, () => undefined)
      return ok({ ...detail, study: { ...detail.study, status: 'opened' } })
    },
    'study:trash': async ({ studyId }) => {
      await vault.requireOpen().store.call('trashStudy', studyId)
      changed()
      return ok(null)
    },
    'study:restore': async ({ studyId }) => {
      await vault.requireOpen().store.call('restoreStudy', studyId)
      changed()
      return ok(null)
    },
  }
}

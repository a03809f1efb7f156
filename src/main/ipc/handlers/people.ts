/** Patients that are, or are not, one person. */
import { ok } from '../../../shared/result'
import type { RecordImportService } from '../../records/record-import-service'
import type { Vault } from '../../security/vault'
import type { AreaHandlers } from '../register'

export function peopleHandlers(imports: RecordImportService, vault: Vault): AreaHandlers<'people'> {
  const reader = () => vault.requireOpen().reader
  return {
    'people:suggestions': async (query) => ok(await reader().call('suggestMerges', query)),
    'people:compare': async ({ aId, bId }) => {
      const [a, b] = await reader().call('comparePatients', [aId, bId])
      return ok({ a, b })
    },
    'people:merge': async (request) => ok({ mergeId: await imports.merge(request) }),
    'people:unmerge': async ({ mergeId }) => {
      await imports.unmerge(mergeId)
      return ok(null)
    },
    'people:setApart': async (said) => {
      await imports.setApart(said)
      return ok(null)
    },
    'people:merges': async ({ patientId }) => ok(await reader().call('mergeHistory', patientId)),
  }
}

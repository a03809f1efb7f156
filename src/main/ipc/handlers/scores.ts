/** Published scores: worked out here, because units are converted by a library that the page does without. */
import { findScore } from '../../../shared/domain/scores/all-scores'
import { assessScore } from '../../../shared/domain/scores/assess-score'
import { convertValue } from '../../../shared/domain/units/convert'
import { fail, ok } from '../../../shared/result'
import type { OpenVault } from '../../workers/vault-workers'
import type { AreaHandlers } from '../register'

export function scoresHandlers(requireOpen: () => Pick<OpenVault, 'reader'>): AreaHandlers<'scores'> {
  return {
    'scores:compute': ({ score, given, atMs }) => {
      const found = findScore(score)
      if (!found) return fail('NOT_FOUND', 'There is no score of this name.')
      return ok(assessScore(found, given, { atMs, convert: convertValue }))
    },
    'scores:ofPatient': async ({ patientId, knownAt }) => {
      const { reader } = requireOpen()
      const atMs = await reader.call('recordMoment', { patientId, knownAt, nowMs: Date.now() })
      const scores = await reader.call('scoreValues', { patientId, knownAt, atMs })
      return ok({ atMs, scores })
    },
  }
}

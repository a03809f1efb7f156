/** Wards: their list, their course, alerts and rules, and the sample ward. */
import { isCommensurable } from '../../../shared/domain/units/convert'
import { isUcumCode } from '../../../shared/domain/units/ucum'
import type { AlertRule } from '../../../shared/domain/ward/alert-rule'
import { longestSnoozeHours } from '../../../shared/domain/ward/alert'
import type { WardRisks, WardRisksQuery } from '../../../shared/domain/ward/ward-risks'
import { codeSystems } from '../../../shared/domain/record/coding'
import { fail, ok } from '../../../shared/result'
import { actor } from '../../records/actor'
import { usualUnits } from '../../records/intake/usual-units'
import type { Vault } from '../../security/vault'
import type { WardService } from '../../ward/ward-service'
import type { AreaHandlers } from '../register'

const hourMs = 3_600_000

export function wardHandlers(
  ward: WardService,
  vault: Vault,
  risksOf: (query: WardRisksQuery) => Promise<WardRisks>,
): AreaHandlers<'ward'> {
  const reader = () => vault.requireOpen().reader
  const store = () => vault.requireOpen().store
  return {
    'ward:table': async (query) => ok(await reader().call('wardTable', query)),
    'ward:risks': async (query) => ok(await risksOf(query)),
    'ward:course': async (query) => ok(await reader().call('wardCourse', query)),
    'ward:rules': async () => ok(await reader().call('alertRules', undefined)),
    'ward:saveRule': async (rule) => {
      const problem = unitProblem(rule)
      if (problem) return problem
      await store().call('saveAlertRule', { rule, by: actor() })
      await ward.round()
      ward.told()
      return ok(null)
    },
    'ward:resetRule': async ({ ruleId }) => {
      await store().call('resetAlertRule', ruleId)
      await ward.round()
      ward.told()
      return ok(null)
    },
    'ward:answer': async ({ alertIds, reason, snoozeHours }) => {
      const snoozeUntilMs =
        snoozeHours === null ? null : Date.now() + Math.min(snoozeHours, longestSnoozeHours) * hourMs
      await store().call('answerAlerts', { alertIds, reason, by: actor(), snoozeUntilMs })
      ward.told()
      return ok(null)
    },
    'ward:history': async (query) => ok(await reader().call('alertHistory', query)),
    'ward:openSample': () => ok(ward.openSample()),
    'ward:cancelSample': () => {
      ward.cancelSample()
      return ok(null)
    },
    'ward:sampleState': () => ok(ward.sampleState),
    'ward:removeSample': async () => ok({ removed: await ward.removeSample() }),
  }
}

/** A limit in a unit that the watched value cannot have would never be reached, and nobody would notice. */
function unitProblem({ subject, unit }: AlertRule) {
  if (subject.kind === 'news2' || subject.kind === 'news2-part')
    return unit === '{score}'
      ? null
      : fail('INVALID_INPUT', 'A score has no unit but {score}.', { field: 'unit' })
  if (!isUcumCode(unit)) return fail('INVALID_INPUT', `${unit} is no UCUM code.`, { field: 'unit' })
  const misfit = subject.codes.find(({ system, code }) => {
    const usual = system === codeSystems.loinc ? usualUnits.get(code) : undefined
    return usual !== undefined && !usual.some((each) => isCommensurable(unit, each, code))
  })
  return misfit ? fail('INVALID_INPUT', `${unit} is no unit of ${misfit.code}.`, { field: 'unit' }) : null
}

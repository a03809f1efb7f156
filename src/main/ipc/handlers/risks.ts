/** The risks of a patient. */
import { ok } from '../../../shared/result'
import type { StayRisks } from '../../risks/stay-risks'
import type { TableRisks } from '../../risks/table-risks'
import type { AreaHandlers } from '../register'

export function risksHandlers(tables: TableRisks, stays: StayRisks): AreaHandlers<'risks'> {
  return {
    'risks:ofPatient': async (request) => ok(await tables.report(request)),
    'risks:explain': async (request) => ok(await tables.explain(request)),
    'risks:trend': async (request) => ok(await tables.trend(request)),
    'risks:whatIf': async (request) =>
      ok(await (request.kind === 'table' ? tables.whatIf(request) : stays.whatIf(request))),
    'risks:icuTrajectory': async (request) => ok(await stays.risk(request)),
    'risks:icuDrivers': async (request) => ok(await stays.drivers(request)),
    'risks:icuChange': async (request) => ok(await stays.change(request)),
  }
}

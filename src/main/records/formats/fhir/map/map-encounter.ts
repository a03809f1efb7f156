import type { EncounterEntry } from '../../../../../shared/domain/record/entry'
import type { EncounterResource } from '../schema/resources'
import { defined } from '../../rejection'
import { authorOf, codingsOf, conceptOf, conceptsOf, periodOf, timeOf, wordsOf } from './map-datatypes'
import type { Mapped } from './mapped'
import { referenceId, type ResourceContext, subjectKey } from './resource-context'

const states: Record<string, EncounterEntry['state']> = {
  planned: 'planned',
  arrived: 'arrived',
  triaged: 'arrived',
  'in-progress': 'in-progress',
  onleave: 'on-leave',
  finished: 'finished',
  cancelled: 'cancelled',
}

export function mapEncounter(encounter: EncounterResource, context: ResourceContext): Mapped[] {
  return [
    {
      content: defined({
        kind: 'encounter' as const,
        patient: subjectKey(encounter.subject, context),
        status: encounter.status === 'entered-in-error' ? ('removed' as const) : ('final' as const),
        issued: timeOf(encounter.meta?.lastUpdated, 'meta.lastUpdated', context),
        author: authorOf(...(encounter.participant ?? []).map(({ individual }) => individual)),
        ...periodOf(encounter.period, 'period', context),
        encounterClass: classOf(encounter, context),
        type: conceptsOf(encounter.type, context),
        state: states[encounter.status] ?? ('unknown' as const),
        reason: conceptsOf(encounter.reasonCode, context),
        location: authorOf(encounter.location?.at(-1)?.location) ?? authorOf(encounter.serviceProvider),
        service: wordsOf(encounter.serviceType),
        dischargeDisposition: conceptOf(encounter.hospitalization?.dischargeDisposition, context),
        partOf: referenceId(encounter.partOf, 'Encounter', context),
      }),
    },
  ]
}

const nullFlavor = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'

/** A class that says that it is not known is none. */
function classOf({ class: coding }: EncounterResource, context: ResourceContext) {
  return coding && coding.system !== nullFlavor ? codingsOf([coding], context)[0] : undefined
}

/**
 * The names of the contract's channels and events without their schemas, so that the preload stays small.
 * `satisfies` and the two checks below keep it equal to the contract.
 */
import type { Channel, EventName } from './contract'

export const channelNames = [
  'app:info',
  'vault:status',
  'vault:create',
  'vault:unlock',
  'vault:recover',
  'vault:lock',
  'vault:changePassword',
  'vault:active',
  'settings:get',
  'settings:update',
  'worklist:search',
  'patient:studies',
  'study:open',
  'study:tags',
  'study:trash',
  'study:restore',
  'import:chooseFiles',
  'import:chooseFolder',
  'import:dropped',
  'import:samples',
  'import:resume',
  'import:report',
  'import:waitingPictures',
  'import:completePictures',
  'import:discardPictures',
  'jobs:list',
  'jobs:cancel',
  'jobs:dismiss',
  'models:list',
  'models:verify',
  'analysis:run',
  'analysis:history',
  'analysis:review',
] as const satisfies readonly Channel[]

export const eventNames = [
  'vault:changed',
  'settings:changed',
  'jobs:changed',
  'worklist:changed',
  'models:changed',
] as const satisfies readonly EventName[]

type Listed<Whole, Names extends Whole> = Exclude<Whole, Names> extends never ? true : Exclude<Whole, Names>
/**
 * Does not compile when the contract has a channel or an event that is not listed above.
 * @public
 */
export const everyNameIsListed: [
  Listed<Channel, (typeof channelNames)[number]>,
  Listed<EventName, (typeof eventNames)[number]>,
] = [true, true]

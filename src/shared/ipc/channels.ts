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

type Missing<Whole, Listed> = Exclude<Whole, Listed> extends never ? true : Exclude<Whole, Listed>
const everyChannelIsListed: Missing<Channel, (typeof channelNames)[number]> = true
const everyEventIsListed: Missing<EventName, (typeof eventNames)[number]> = true
void everyChannelIsListed
void everyEventIsListed

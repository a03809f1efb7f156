/** English catalogue. Files by area; each has its counterpart under zh-CN/. */
import { addModel } from './en/add-model'
import { analysis } from './en/analysis'
import { commands } from './en/commands'
import { common } from './en/common'
import { errors } from './en/errors'
import { explanations } from './en/explanations'
import { importing } from './en/importing'
import { jobs } from './en/jobs'
import { localCheck } from './en/local-check'
import { models } from './en/models'
import { queue } from './en/queue'
import { read } from './en/read'
import { scores } from './en/scores'
import { settings } from './en/settings'
import { shell } from './en/shell'
import { synthesis } from './en/synthesis'
import { vault } from './en/vault'
import { worklist } from './en/worklist'

export const en = {
  addModel,
  common,
  shell,
  commands,
  vault,
  worklist,
  importing,
  jobs,
  localCheck,
  models,
  scores,
  settings,
  read,
  queue,
  errors,
  explanations,
  synthesis,
  ...analysis,
} as const

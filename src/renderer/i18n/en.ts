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
import { patient } from './en/patient'
import { preparation } from './en/preparation'
import { queue } from './en/queue'
import { read } from './en/read'
import { recordImport } from './en/record-import'
import { risks } from './en/risks'
import { scores } from './en/scores'
import { settings } from './en/settings'
import { shell } from './en/shell'
import { synthesis } from './en/synthesis'
import { vault } from './en/vault'
import { ward } from './en/ward'
import { worklist } from './en/worklist'

export const en = {
  addModel,
  common,
  shell,
  commands,
  vault,
  ward,
  worklist,
  importing,
  jobs,
  localCheck,
  models,
  patient,
  recordImport,
  risks,
  scores,
  settings,
  read,
  queue,
  preparation,
  errors,
  explanations,
  synthesis,
  ...analysis,
} as const

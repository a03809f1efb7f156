/** Simplified Chinese catalogue: the same keys as English, checked by the compiler. */
import type { en } from './en'
import type { InOnePluralForm } from './text-key'
import { addModel } from './zh-CN/add-model'
import { analysis } from './zh-CN/analysis'
import { commands } from './zh-CN/commands'
import { common } from './zh-CN/common'
import { errors } from './zh-CN/errors'
import { explanations } from './zh-CN/explanations'
import { importing } from './zh-CN/importing'
import { jobs } from './zh-CN/jobs'
import { localCheck } from './zh-CN/local-check'
import { models } from './zh-CN/models'
import { patient } from './zh-CN/patient'
import { preparation } from './zh-CN/preparation'
import { queue } from './zh-CN/queue'
import { read } from './zh-CN/read'
import { recordImport } from './zh-CN/record-import'
import { risks } from './zh-CN/risks'
import { scores } from './zh-CN/scores'
import { settings } from './zh-CN/settings'
import { shell } from './zh-CN/shell'
import { synthesis } from './zh-CN/synthesis'
import { vault } from './zh-CN/vault'
import { ward } from './zh-CN/ward'
import { worklist } from './zh-CN/worklist'

export const zhCN: InOnePluralForm<typeof en> = {
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
}

/** Simplified Chinese catalogue: the same keys as English, checked by the compiler. */
import type { en } from './en'
import type { InOnePluralForm } from './text-key'
import { analysis } from './zh-CN/analysis'
import { commands } from './zh-CN/commands'
import { common } from './zh-CN/common'
import { errors } from './zh-CN/errors'
import { importing } from './zh-CN/importing'
import { jobs } from './zh-CN/jobs'
import { models } from './zh-CN/models'
import { read } from './zh-CN/read'
import { settings } from './zh-CN/settings'
import { shell } from './zh-CN/shell'
import { vault } from './zh-CN/vault'
import { worklist } from './zh-CN/worklist'

export const zhCN: InOnePluralForm<typeof en> = {
  common,
  shell,
  commands,
  vault,
  worklist,
  importing,
  jobs,
  models,
  settings,
  read,
  errors,
  ...analysis,
}

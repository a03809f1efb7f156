/** English catalogue. Files by area; each has its counterpart under zh-CN/. */
import { analysis } from './en/analysis'
import { commands } from './en/commands'
import { common } from './en/common'
import { errors } from './en/errors'
import { importing } from './en/importing'
import { jobs } from './en/jobs'
import { models } from './en/models'
import { read } from './en/read'
import { settings } from './en/settings'
import { shell } from './en/shell'
import { vault } from './en/vault'
import { worklist } from './en/worklist'

export const en = {
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
} as const

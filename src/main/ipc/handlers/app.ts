import { app } from 'electron'
import { ok } from '../../../shared/result'
import { graphicsOf, onnxRuntimeVersion, programVersion, runtimeIsOfficial } from '../../app/program-info'
import type { AreaHandlers } from '../register'

export const appHandlers = (): AreaHandlers<'app'> => ({
  'app:info': () =>
    ok({
      version: programVersion,
      electron: process.versions.electron,
      onnxRuntime: onnxRuntimeVersion,
      runtimeIsOfficial: runtimeIsOfficial(),
      platform: `${process.platform}-${process.arch}`,
      systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
      graphics: graphicsOf(app.getGPUFeatureStatus()),
    }),
})

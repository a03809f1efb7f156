import { app } from 'electron'
import { ok } from '../../../shared/result'
import { graphicsOf, runtimeIsOfficial } from '../../app/program-info'
import type { AreaHandlers } from '../register'

export const appHandlers = (onnxRuntimeVersion: string): AreaHandlers<'app'> => ({
  'app:info': () =>
    ok({
      version: app.getVersion(),
      electron: process.versions.electron,
      onnxRuntime: onnxRuntimeVersion,
      runtimeIsOfficial: runtimeIsOfficial(),
      platform: `${process.platform}-${process.arch}`,
      systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
      graphics: graphicsOf(app.getGPUFeatureStatus()),
    }),
})

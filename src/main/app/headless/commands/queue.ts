/** `queue status|run|pause|resume`: the background queue of this vault, and whether the program works through it. */
import { AppException } from '../../../../shared/result'
import { createAnalysisQueue } from '../../../analysis-queue/create-queue'
import type { AnalysisQueue } from '../../../analysis-queue/analysis-queue'
import { SettingsStore } from '../../../settings/settings-store'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { withSiteInference } from '../site-inference'

const verbs = ['status', 'run', 'pause', 'resume'] as const
type Verb = (typeof verbs)[number]

export const command: HeadlessCommand = {
  name: 'queue',
  usage: 'queue status | queue run | queue pause | queue resume',
  run: async (args, io) => {
    const verb = verbs.find((each) => each === args[0])
    if (!verb || args.length > 1) throw new AppException('USAGE', 'Say queue status, run, pause or resume.')
    const settings = new SettingsStore(io.profileDir, io.log)
    if (verb === 'pause' || verb === 'resume') {
      const { inference } = settings.update({ inference: { queuePaused: verb === 'pause' } })
      io.line({ paused: inference.queuePaused })
      return exitCodes.success
    }
    return withQueue(verb, settings, io)
  },
}

/** The lines are one a model; `run` first works until nothing is left that can run. */
async function withQueue(verb: Verb, settings: SettingsStore, io: HeadlessIo): Promise<number> {
  let queue: AnalysisQueue | undefined
  // `status` looks only: what it starts for that is held back by a pause of its own.
  const held = { ...settings.get().inference, queuePaused: verb === 'status' }
  return withSiteInference(
    io,
    async ({ inference, vault }) => {
      await inference.registry.open()
      queue = createAnalysisQueue({
        vault,
        inference,
        settings: { get: () => ({ ...settings.get(), inference: held }), onChange: () => () => false },
        statusChanged: () => undefined,
        studiesChanged: () => undefined,
        log: io.log,
      })
      queue.start(vault.requireOpen())
      if (verb === 'run') await queue.drained(io.signal)
      const { models } = await queue.planned()
      const { queuePaused } = settings.get().inference
      for (const model of models) io.line({ ...model, paused: queuePaused || model.paused })
      await queue.stop()
      return models.some(({ failed }) => failed > 0) ? exitCodes.someFailed : exitCodes.success
    },
    { onChange: () => queue?.modelsChanged(), preferences: () => settings.get().inference },
  )
}

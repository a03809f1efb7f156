/** Starts a trial's process: the inference process once more, ended when it takes more memory than a model needs. */
import { app } from 'electron'
import { freemem, totalmem } from 'node:os'
import type { InferenceChild, StartChild } from '../inference-client'
import { startInferenceChild } from '../inference-process'
import { trialMemoryLimit } from './limits'

const watchEveryMs = 250

/** The name under which task managers and `app.getAppMetrics()` show it. */
export const trialServiceName = 'Vesalius model on trial'

export const startTrialProcess: StartChild = (listeners) => {
  const { pid, ...child } = startInferenceChild(trialServiceName, {
    ...listeners,
    exit: () => {
      clearInterval(watch)
      listeners.exit()
    },
  })
  const limit = trialMemoryLimit({ totalBytes: totalmem(), availableBytes: freemem() })
  const watch = setInterval(() => {
    if (usedBytes(pid()) > limit) child.kill()
  }, watchEveryMs)
  watch.unref()
  return {
    ...child,
    kill: () => {
      clearInterval(watch)
      child.kill()
    },
  } satisfies InferenceChild
}

function usedBytes(pid: number | undefined): number {
  const metric = app.getAppMetrics().find((each) => each.pid === pid)
  return (metric?.memory.workingSetSize ?? 0) * 1024
}

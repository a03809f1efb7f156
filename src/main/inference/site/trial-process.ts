/** Starts a trial's process: the inference process once more, ended when it takes most of this computer's memory. */
import { app } from 'electron'
import { totalmem } from 'node:os'
import type { InferenceChild, StartChild } from '../inference-client'
import { startInferenceChild } from '../inference-process'

const watchEveryMs = 250
/** share of the memory that a model on trial may take */
const allowedShare = 0.6

export const startTrialProcess: StartChild = (listeners) => {
  const { pid, ...child } = startInferenceChild('Vesalius model on trial', {
    ...listeners,
    exit: () => {
      clearInterval(watch)
      listeners.exit()
    },
  })
  const watch = setInterval(() => {
    if (usedBytes(pid()) > totalmem() * allowedShare) child.kill()
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

/** `selftest`: one line a check; exit 0 only when all passed. Touches no vault and no patient's data. */
import { toAppError } from '../../../../shared/result'
import { createInference } from '../../../inference/create-inference'
import { describeThrown } from '../../logging'
import { type Check, CheckFailure } from '../checks/check'
import { codecsCheck } from '../checks/codecs'
import { runtimeCheck } from '../checks/runtime'
import { databaseCheck, filesCheck } from '../checks/storage'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { describe } from './models'

const checks: readonly Check[] = [runtimeCheck, databaseCheck, filesCheck, codecsCheck]

export const command: HeadlessCommand = {
  name: 'selftest',
  usage: 'selftest',
  async run(_args, io) {
    let passed = true
    for (const check of checks) passed = (await report(check, io)) && passed
    return (await reportModels(io)) && passed ? exitCodes.success : exitCodes.someFailed
  },
}

async function report({ name, run }: Check, io: HeadlessIo): Promise<boolean> {
  try {
    io.line({ check: name, status: 'passed', ...(await run()) })
    return true
  } catch (thrown) {
    const error =
      thrown instanceof CheckFailure ? { code: 'INTERNAL', message: thrown.message } : toAppError(thrown)
    if (!(thrown instanceof CheckFailure)) io.log(`${name}: ${describeThrown(thrown)}`)
    io.line({ check: name, status: 'failed', error: { code: error.code, message: error.message } })
    return false
  }
}

async function reportModels(io: HeadlessIo): Promise<boolean> {
  const inference = createInference()
  try {
    await inference.registry.open()
    const entries = inference.registry.list()
    for (const entry of entries) {
      const passed = entry.state.state === 'available'
      io.line({ check: 'model', ...describe(entry), status: passed ? 'passed' : 'failed' })
    }
    if (entries.length > 0) return entries.every(({ state }) => state.state === 'available')
    io.line({
      check: 'model',
      status: 'failed',
      error: { code: 'MODEL_UNKNOWN', message: 'There is no model.' },
    })
    return false
  } finally {
    inference.close()
  }
}

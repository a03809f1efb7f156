/** `sample-ward`: made-up people with records into the vault, for trying the program out; `--remove` takes them away again. */
import { parseArgs } from 'node:util'
import { parseIsoTime } from '../../../../shared/domain/record/times'
import { AppException } from '../../../../shared/result'
import { actor } from '../../../records/actor'
import type { SampleProgress } from '../../../records/sample-ward/fill-sample-ward'
import { exitCodes, type HeadlessCommand } from '../headless-command'
import { withOpenVault } from '../with-open-vault'

export const command: HeadlessCommand = {
  name: 'sample-ward',
  usage:
    'sample-ward [--at TIME] | sample-ward --remove   (--at: the moment that the ward is made for; else now)',
  run: (args, io) => {
    const { at, remove } = readWords(args)
    return withOpenVault(io, async (vault) => {
      const { store } = vault.requireOpen()
      if (remove) {
        io.line({ status: 'removed', people: await store.call('removeSampleWard', undefined) })
        return exitCodes.success
      }
      const ended = await store.call(
        'fillSampleWard',
        { atMs: at, by: actor() },
        {
          signal: io.signal,
          onProgress: ({ done, total }: SampleProgress) => io.log(`${done} of ${total}`),
        },
      )
      const tallies = ended.files.flatMap((file) => file.tallies)
      io.line({ status: ended.state, import: ended.id, at: new Date(at).toISOString(), tallies })
      return ended.state === 'done' ? exitCodes.success : exitCodes.someFailed
    })
  },
}

function readWords(args: string[]): { at: number; remove: boolean } {
  let parsed
  try {
    parsed = parseArgs({ args, options: { at: { type: 'string' }, remove: { type: 'boolean' } } })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : 'The options are not understood.'
    throw new AppException('USAGE', message)
  }
  const { at, remove = false } = parsed.values
  if (at === undefined) return { at: Date.now(), remove }
  const time = parseIsoTime(at, 'UTC')
  if (!time) throw new AppException('USAGE', `${at} is no time as ISO 8601 writes it.`)
  return { at: Date.parse(time.iso), remove }
}

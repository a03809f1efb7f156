import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { InferenceService } from './inference-service'
import { sessionBytes } from './inference-client'
import { builtInSource } from './model-package'
import { startInProcess } from './site/in-process.fixture'

const fixtures = join(import.meta.dirname, 'fixtures')
const ids = ['tiny-film', 'tiny-ensemble', 'tiny-labels'] as const

/** Real sessions of the test packages, and what the process was told to open and to let go. */
async function started(sessionBudgetBytes?: number) {
  const said: string[] = []
  const inference = new InferenceService({
    sources: [builtInSource(fixtures)],
    startChild: (listeners) => {
      const child = startInProcess(listeners)
      return {
        ...child,
        send: (message) => {
          said.push(`${message.kind} ${message.key.split('@')[0] ?? ''}`)
          child.send(message)
        },
      }
    },
    providers: () => Promise.resolve(['cpu']),
    threads: () => 1,
    ...(sessionBudgetBytes !== undefined && { sessionBudgetBytes }),
  })
  onTestFinished(() => inference.close())
  await inference.registry.open()
  const run = async (id: (typeof ids)[number]) => {
    const model = await inference.registry.require(id)
    const [input] = model.contract.inputs
    const dims = input?.shape.map((size) => size ?? 1) ?? []
    const data = Float32Array.from(
      { length: dims.reduce((product, size) => product * size, 1) },
      (_, at) => (at % 9) / 9,
    )
    const { outputs } = await inference.run(model, { [input?.name ?? '']: { data, dims } })
    return Object.values(outputs).map(({ data: values }) => [...values])
  }
  const bytesOf = async (id: string) => sessionBytes(await inference.registry.require(id))
  return { inference, said, run, bytesOf }
}

it('keeps every model open while the budget holds them', async () => {
  const { said, run } = await started()
  for (const id of [...ids, ...ids]) await run(id)
  expect(said.filter((each) => each.startsWith('unload'))).toEqual([])
})

it('lets go of the one not used for longest, and opens it again with the same answers', async () => {
  const free = await started()
  const wanted = new Map<string, number[][]>()
  for (const id of ids) wanted.set(id, await free.run(id))
  const sizes = await Promise.all(ids.map((id) => free.bytesOf(id)))
  // Any two of the three fit, all three do not.
  const { inference, said, run } = await started(
    sizes.reduce((sum, size) => sum + size, 0) - Math.min(...sizes),
  )
  expect(inference.registry.list().filter(({ id }) => (ids as readonly string[]).includes(id))).toMatchObject(
    ids.map(() => ({ state: { state: 'available' } })),
  )
  await run('tiny-film')
  await run('tiny-ensemble')
  said.length = 0
  await run('tiny-film')
  expect(said).toEqual(['run tiny-film'])
  expect(await run('tiny-labels')).toEqual(wanted.get('tiny-labels'))
  expect(said).toEqual(['run tiny-film', 'unload tiny-ensemble', 'load tiny-labels', 'run tiny-labels'])
  said.length = 0
  expect(await run('tiny-ensemble')).toEqual(wanted.get('tiny-ensemble'))
  expect(said).toEqual(['unload tiny-film', 'load tiny-ensemble', 'run tiny-ensemble'])
  // Nobody is told that a model was away.
  expect((await inference.registry.require('tiny-film')).manifest.id).toBe('tiny-film')
})

it('still runs a model that is larger than the whole budget, and many that are asked for at once', async () => {
  const { said, run } = await started(1)
  const answers = await Promise.all([...ids, ...ids].map(run))
  expect(answers.slice(0, 3)).toEqual(answers.slice(3))
  expect(said.filter((each) => each.startsWith('unload')).length).toBeGreaterThan(0)
})

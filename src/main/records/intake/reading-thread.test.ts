import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildScripts } from '../../../test-support/build-script'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { type FileToRead, type ItemBatch, itemBatches } from './item-batches'
import { ReadingThread } from './reading-thread'

let script = ''
beforeAll(async () => {
  const worker = join(import.meta.dirname, '../../workers/record-reader-worker.ts')
  script = join(await buildScripts({ 'record-reader-worker': worker }), 'record-reader-worker.js')
}, 120_000)

const options = { format: 'fhir', zone: 'UTC', sender: 'his' } as const
const lines = 20_000

function exported(): FileToRead {
  const path = join(temporaryFolder(), 'values.ndjson')
  const resources = Array.from({ length: lines }, (_, index) =>
    JSON.stringify({
      resourceType: index % 1_000 === 3 ? 'Claim' : 'Observation',
      id: `o${index}`,
      status: 'final',
      code: {
        coding: [{ system: 'http://loinc.org', code: '8867-4' }],
        text: 'ritmo “cardíaco” \ud83e\udec0',
      },
      subject: { identifier: { system: 'urn:mrn', value: `P${index % 50}` } },
      effectiveDateTime: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      // one in a thousand has no unit and waits
      valueQuantity: { value: 60 + (index % 40), ...(index % 1_000 === 7 ? {} : { unit: 'bpm' }) },
    }),
  )
  writeFileSync(path, `${resources.join('\n')}\nno JSON`)
  return { path, companions: {}, itemsDone: 0 }
}

async function whole(source: AsyncIterable<ItemBatch>) {
  const items: ItemBatch['items'] = []
  let last: ItemBatch | undefined
  for await (const batch of source) {
    items.push(...batch.items)
    last = batch
  }
  return { items, itemsRead: last?.itemsRead, bytesRead: last?.bytesRead, skipped: last?.skipped }
}

function thread(): ReadingThread {
  const started = new ReadingThread(script)
  onTestFinished(() => started.stop())
  return started
}

test('a thread gives the items of a file as they are, from where the import stopped', async () => {
  const file = exported()
  const reading = thread()
  const here = await whole(itemBatches(options, file))
  expect(here.items).toHaveLength(lines - 20 + 1)
  expect(here.items.filter((item) => 'held' in item)).toHaveLength(21)
  expect(here.skipped).toEqual({ Claim: 20 })
  expect(await whole(reading.read(options, file))).toEqual(here)
  const rest = { ...file, itemsDone: 15_000 }
  expect(await whole(reading.read(options, rest))).toEqual({ ...here, items: here.items.slice(15_000) })
}, 120_000)

test('a file that is left half-way does not disturb the next', async () => {
  const reading = thread()
  for await (const { items } of reading.read(options, exported())) if (items.length > 0) break
  const file = exported()
  expect((await whole(reading.read(options, file))).itemsRead).toBe(lines - 20 + 1)
}, 120_000)

test('a file that is not there is said to be unreadable, and the next is read', async () => {
  const reading = thread()
  const missing = whole(
    reading.read(options, { path: '/nowhere/values.ndjson', companions: {}, itemsDone: 0 }),
  )
  await expect(missing).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  expect((await whole(reading.read(options, exported()))).items).toHaveLength(lines - 20 + 1)
}, 120_000)

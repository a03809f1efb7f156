/**
 * The background queue: films a second, main's worst lag while it works, and how a reader scrolls through a CT with it
 * working against without it. The same program, study and steps both times.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installCanvasProbe } from '../lib/canvas.mjs'
import {
  importFolder,
  median,
  removeFolder,
  startVesalius,
  temporaryFolder,
  watchMainLoop,
} from '../lib/running-app.mjs'

const steps = 60
/** passes with and without the queue; one more goes before them, so that all find the same images at hand */
const rounds = 5

/** @param films folder of films, @param ct folder of one CT series */
export async function benchQueue(entry, films, ct) {
  const profile = temporaryFolder('queue')
  const vesalius = await startVesalius(entry, profile)
  try {
    const { page, invoke } = vesalius
    await invoke('queue:pause', { paused: true, modelId: null })
    await importFolder(vesalius, ct)
    await importFolder(vesalius, films)
    const waiting = await until(invoke, ({ queued }) => queued >= readdirSync(films).length)
    await page.evaluate(installCanvasProbe)
    await openCt(page)
    await scroll(page)
    // By turns, so that whatever else the machine does falls on both alike.
    const reading = { with: newReading(), without: newReading() }
    for (let round = 0; round < rounds; round += 1) {
      for (const paused of [true, false]) {
        await invoke('queue:pause', { paused, modelId: null })
        await read(vesalius, paused ? reading.without : reading.with)
      }
    }
    const throughput = await drain(vesalius)
    const [loaded, alone] = [figures(reading.with), figures(reading.without)]
    return {
      films: waiting.queued,
      filmsPerSecond: throughput.perSecond,
      mainLoop: throughput.mainLoop,
      analysedWhileReading: reading.with.analysed,
      scrollStep: {
        withMs: loaded.medianMs,
        withoutMs: alone.medianMs,
        ratio: loaded.medianMs / alone.medianMs,
      },
      reading: { with: loaded.mainLoop, without: alone.mainLoop },
    }
  } finally {
    await vesalius.close()
    removeFolder(profile)
  }
}

const scroll = async (page) => {
  await page.locator('[data-cell="0"]').focus()
  const down = await page.evaluate((count) => globalThis.benchCanvas.scroll(count), steps)
  await page.keyboard.press('Home')
  await page.waitForTimeout(300)
  return down
}

const newReading = () => ({ times: [], lags: [], analysed: 0 })

/** A pass through the series and a pause after it, as a reader makes; in the pause the queue gets its turn. */
async function read(vesalius, reading) {
  const { page, invoke } = vesalius
  const { done: before } = await progress(invoke)
  const stop = await watchMainLoop(vesalius)
  await page.waitForTimeout(1200)
  reading.times.push(...(await scroll(page)))
  reading.lags.push(await stop())
  reading.analysed += (await progress(invoke)).done - before
}

const figures = ({ times, lags }) => ({
  medianMs: median(times),
  mainLoop: {
    worstMs: Math.max(...lags.map(({ worstMs }) => worstMs)),
    p99Ms: median(lags.map(({ p99Ms }) => p99Ms)),
  },
})

async function openCt(page) {
  await page.keyboard.press('Alt+1')
  const row = page.getByRole('row', { name: /CT of the thorax/ })
  await row.click()
  await row.dblclick()
  await page.getByTestId('rendering').waitFor()
  await page.evaluate(() => globalThis.benchCanvas.firstImage(() => undefined))
}

/** Nobody reads: the queue works through what is left. */
async function drain(vesalius) {
  const { invoke, page } = vesalius
  const { done: before } = await progress(invoke)
  await page.keyboard.press('Alt+1')
  await until(invoke, ({ done }) => done > before + 2)
  const { done: from } = await progress(invoke)
  const startedAt = performance.now()
  const stop = await watchMainLoop(vesalius)
  const end = await until(invoke, ({ queued, running }) => queued + running === 0)
  const seconds = (performance.now() - startedAt) / 1000
  return { perSecond: (end.done + end.failed - from) / seconds, mainLoop: await stop() }
}

async function progress(invoke) {
  const { models } = await invoke('queue:status')
  const model = models.find(({ id }) => id === 'chest-film')
  if (!model) throw new Error('the model is not in the queue')
  if (model.failed > 0) throw new Error(`${model.failed} films failed`)
  return model
}

async function until(invoke, isSo, patienceMs = 300_000) {
  const givenUpAt = performance.now() + patienceMs
  for (;;) {
    const now = await progress(invoke)
    if (isSo(now)) return now
    if (performance.now() > givenUpAt) throw new Error('the queue did not get on')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Many films of a few: each copy has UIDs and a patient of its own, so that it is a study of its own. */
export function multiplyFilms(from, to, copies) {
  for (const name of readdirSync(from)) {
    const original = readFileSync(join(from, name))
    for (let copy = 0; copy < copies; copy += 1)
      writeFileSync(join(to, `${copy}-${name}`), renumbered(original, copy))
  }
}

const uidHeads = [
  [0x02, 0x00, 0x03, 0x00],
  [0x08, 0x00, 0x18, 0x00],
  [0x20, 0x00, 0x0d, 0x00],
  [0x20, 0x00, 0x0e, 0x00],
]

/** The last digits of each UID are changed in place; lengths stay. */
function renumbered(original, copy) {
  const bytes = Buffer.from(original)
  for (const [group, zero, low, high] of uidHeads) {
    const at = bytes.indexOf(Buffer.from([group, zero, low, high, 0x55, 0x49]))
    if (at < 0) throw new Error('the film lacks a UID')
    const length = bytes.readUInt16LE(at + 6)
    const uid = bytes.toString('latin1', at + 8, at + 8 + length).replace(/\0$/, '')
    bytes.write(String(10_000 + copy), at + 8 + uid.length - 5, 'latin1')
  }
  return bytes
}

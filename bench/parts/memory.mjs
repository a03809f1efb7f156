/** Memory of all processes after one study was read, and after twenty one after another. */
import { join } from 'node:path'
import { installCanvasProbe } from '../lib/canvas.mjs'
import { importFolder, openStudy, removeFolder, startVesalius, temporaryFolder } from '../lib/running-app.mjs'

const studies = 20
const slices = 40

/** Forty slices of 256 x 256: 5 MB of samples a study. */
export function writeStudies(generator, folder) {
  for (let study = 0; study < studies; study += 1)
    generator.writeSyntheticCt(join(folder, `study-${study}`), slices, 256, 5000 + study)
}

export async function benchMemory(entry, folder) {
  const profile = temporaryFolder('memory')
  const vesalius = await startVesalius(entry, profile)
  try {
    await importFolder(vesalius, folder)
    const { page } = vesalius
    await page.evaluate(installCanvasProbe)
    const readings = []
    for (let study = 0; study < studies; study += 1) {
      await openStudy(vesalius, study)
      await page.evaluate((count) => globalThis.benchCanvas.scroll(count), slices - 1)
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Worklist' }).click()
      if (study === 0 || study === studies - 1) readings.push(await megabytes(vesalius))
    }
    const [afterFirst, afterAll] = readings
    return { studies, afterFirst, afterAll, ratio: afterAll.total / afterFirst.total }
  } finally {
    await vesalius.close()
    removeFolder(profile)
  }
}

/** Private memory of each kind of process, after the page has had a chance to let go of what it dropped. */
async function megabytes({ app, page }) {
  await page.requestGC()
  const metrics = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .map(({ type, memory }) => ({ type, kilobytes: memory.privateBytes ?? memory.workingSetSize })),
  )
  const sum = (wanted) =>
    Math.round(
      metrics.filter(({ type }) => wanted(type)).reduce((all, { kilobytes }) => all + kilobytes, 0) / 1024,
    )
  return {
    total: sum(() => true),
    page: sum((type) => type === 'Tab'),
    main: sum((type) => type === 'Browser'),
  }
}

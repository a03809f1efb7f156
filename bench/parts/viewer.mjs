/** First image and scrolling of a CT against Cornerstone alone on the same files, unencrypted. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inProject } from '../../scripts/setup/project.mjs'
import { installCanvasProbe } from '../lib/canvas.mjs'
import {
  importFolder,
  launch,
  median,
  openStudy,
  removeFolder,
  startVesalius,
  temporaryFolder,
} from '../lib/running-app.mjs'

const steps = 60
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export async function benchViewer(entry, folder) {
  const profile = temporaryFolder('viewer')
  try {
    const { first, scroll, rendering } = await ours(entry, profile, folder)
    const bare = await bareCornerstone(folder, rendering)
    return {
      slices: readdirSync(folder).length,
      rendering,
      firstImage: { oursMs: first, bareMs: bare.first, ratio: first / bare.first },
      scrollStep: {
        oursMs: median(scroll),
        bareMs: median(bare.scroll),
        ratio: median(scroll) / median(bare.scroll),
      },
    }
  } finally {
    removeFolder(profile)
  }
}

async function ours(entry, profile, folder) {
  const vesalius = await startVesalius(entry, profile)
  try {
    await importFolder(vesalius, folder)
    const { page } = vesalius
    await page.evaluate(installCanvasProbe)
    const first = await openStudy(vesalius)
    const scroll = await page.evaluate((count) => globalThis.benchCanvas.scroll(count), steps)
    const shown = await page.getByTestId('rendering').innerText()
    return { first, scroll, rendering: shown.trim().toLowerCase() === 'cpu' ? 'cpu' : 'webgl2' }
  } finally {
    await vesalius.close()
  }
}

async function bareCornerstone(folder, rendering) {
  const pageFolder = await buildBarePage()
  const profile = temporaryFolder('bare')
  const app = await launch(here('../bare-viewer/main.cjs'), [
    `--user-data-dir=${profile}`,
    pageFolder,
    folder,
    rendering,
  ])
  try {
    const page = await app.firstWindow()
    await page.waitForFunction(() => 'openStack' in globalThis)
    await page.evaluate(installCanvasProbe)
    const files = readdirSync(folder).sort()
    const first = await page.evaluate(
      (names) => globalThis.benchCanvas.firstImage(() => globalThis.openStack(names)),
      files,
    )
    const scroll = await page.evaluate((count) => globalThis.benchCanvas.scroll(count), steps)
    return { first, scroll }
  } finally {
    await app.close()
    removeFolder(profile)
  }
}

async function buildBarePage() {
  const { build } = await import('vite')
  const outDir = inProject('bench', 'work', 'bare-viewer')
  await build({
    configFile: false,
    root: here('../bare-viewer'),
    base: './',
    logLevel: 'error',
    resolve: { alias: { xmlbuilder2: inProject('src', 'renderer', 'viewer', 'shims', 'xmlbuilder2.ts') } },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'chrome148', chunkSizeWarningLimit: 10_000 },
  })
  return join(outDir)
}

/** A curve of 50,000 values on the patient page against ECharts alone with the same values: the first paint, and zooming. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inProject } from '../../scripts/setup/project.mjs'
import { installCurveProbe } from '../lib/drawn-curve.mjs'
import { runHeadless } from '../lib/headless.mjs'
import {
  launch,
  median,
  password,
  removeFolder,
  startVesalius,
  temporaryFolder,
} from '../lib/running-app.mjs'

const values = 50_000
const frames = 180
const number = 'BENCH-1'
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export async function benchTimeline(entry) {
  const profile = temporaryFolder('timeline')
  try {
    const points = heartRates()
    await fill(entry, profile, points)
    const ours = await onPatientPage(entry, profile)
    const bare = await onBarePage(points)
    const frame = (times) => ({ medianMs: median(times), p95Ms: percentile(times, 0.95) })
    return {
      values,
      firstPaint: { oursMs: ours.first, bareMs: bare.first, ratio: ours.first / bare.first },
      frame: {
        ours: frame(ours.zoom),
        bare: frame(bare.zoom),
        ratio: percentile(ours.zoom, 0.95) / percentile(bare.zoom, 0.95),
      },
    }
  } finally {
    removeFolder(profile)
  }
}

const percentile = (times, part) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))]

/** One a minute, with a slow wave, a quick one, and now and then something far off. @returns {[number, number][]} ms, value */
function heartRates() {
  const firstMs = Date.UTC(2026, 0, 1)
  return Array.from({ length: values }, (_, index) => {
    const wave = 80 + 20 * Math.sin(index / 900) + 6 * Math.sin(index / 7)
    return [firstMs + index * 60_000, Math.round(index % 977 === 0 ? wave + 60 : wave)]
  })
}

async function fill(entry, profile, points) {
  const file = join(profile, 'rates.ndjson')
  const subject = { identifier: { system: 'urn:bench', value: number } }
  const lines = points.map(([atMs, value], index) =>
    JSON.stringify({
      resourceType: 'Observation',
      id: `r${index}`,
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
      subject,
      effectiveDateTime: new Date(atMs).toISOString(),
      valueQuantity: { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    }),
  )
  writeFileSync(file, lines.join('\n'))
  process.env.VESALIUS_PASSWORD = password
  try {
    await runHeadless(entry, profile, ['vault', 'create', '--profile', profile])
    await runHeadless(entry, profile, ['import', file, '--as', 'fhir', '--profile', profile])
  } finally {
    delete process.env.VESALIUS_PASSWORD
  }
}

/** Of the plot itself: a lane draws its scale on a canvas of its own. */
const plot = '[aria-label="Heart rate"] .lane__plot canvas'

async function onPatientPage(entry, profile) {
  const { page, close } = await startVesalius(entry, profile)
  try {
    await page.evaluate(installCurveProbe)
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox', { name: 'Commands and search' }).fill(number)
    const option = page.getByRole('option', { name: new RegExp(number) }).first()
    await option.waitFor()
    const first = await option.evaluate(
      (element, canvas) =>
        globalThis.benchCurve.firstPaint(
          () => element.click(),
          () => document.querySelector(canvas),
        ),
      plot,
    )
    const zoom = await page.evaluate(
      ([canvas, count]) => globalThis.benchCurve.zoom(document.querySelector(canvas), count),
      [plot, frames],
    )
    return { first, zoom }
  } finally {
    await close()
  }
}

async function onBarePage(points) {
  const pageFolder = await buildBarePage()
  const profile = temporaryFolder('bare-chart')
  const app = await launch(here('../bare-chart/main.cjs'), [`--user-data-dir=${profile}`, pageFolder])
  try {
    const page = await app.firstWindow()
    await page.waitForFunction(() => 'openChart' in globalThis)
    await page.evaluate(installCurveProbe)
    const first = await page.evaluate(
      (given) =>
        globalThis.benchCurve.firstPaint(
          () => globalThis.openChart(given),
          () => document.querySelector('canvas'),
        ),
      points,
    )
    const zoom = await page.evaluate(
      (count) => globalThis.benchCurve.zoom(document.querySelector('canvas'), count),
      frames,
    )
    return { first, zoom }
  } finally {
    await app.close()
    removeFolder(profile)
  }
}

async function buildBarePage() {
  const { build } = await import('vite')
  const outDir = inProject('bench', 'work', 'bare-chart')
  await build({
    configFile: false,
    root: here('../bare-chart'),
    base: './',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, target: 'chrome148', chunkSizeWarningLimit: 10_000 },
  })
  return outDir
}

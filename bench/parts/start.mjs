/** From the start of the process to the first screen that takes input, against an empty Electron window. */
import { fileURLToPath } from 'node:url'
import { launch, median, removeFolder, startVesalius, temporaryFolder } from '../lib/running-app.mjs'

const emptyWindow = fileURLToPath(new URL('../empty-window/main.cjs', import.meta.url))

export async function benchStart(entry, rounds = 5) {
  const profile = temporaryFolder('start')
  const emptyProfile = temporaryFolder('empty')
  try {
    // A vault that is there, as on every day but the first.
    await (await startVesalius(entry, profile)).close()
    const ours = []
    const empty = []
    for (let round = 0; round < rounds; round += 1) {
      empty.push(
        await timeToShow(emptyWindow, [`--user-data-dir=${emptyProfile}`], (page) => page.locator('#there')),
      )
      ours.push(
        await timeToShow(entry, ['--profile', profile], (page) =>
          page.getByRole('textbox', { name: 'Password', exact: true }),
        ),
      )
    }
    return { oursMs: median(ours), bareMs: median(empty), ratio: median(ours) / median(empty) }
  } finally {
    removeFolder(profile)
    removeFolder(emptyProfile)
  }
}

async function timeToShow(entry, words, locate) {
  const startedAt = performance.now()
  const app = await launch(entry, words)
  const page = await app.firstWindow()
  await locate(page).waitFor()
  const elapsedMs = performance.now() - startedAt
  await app.close()
  return elapsedMs
}

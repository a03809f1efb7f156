/** Main's worst lag while the window has a model read films, and what a run takes as the reader meets it. */
import {
  importFolder,
  median,
  removeFolder,
  startVesalius,
  temporaryFolder,
  watchMainLoop,
} from '../lib/running-app.mjs'

export async function benchInference(entry, filmsFolder, runs = 15) {
  const profile = temporaryFolder('inference')
  const vesalius = await startVesalius(entry, profile)
  try {
    await importFolder(vesalius, filmsFolder)
    const films = await instancesOf(vesalius)
    const times = []
    // The first run may still have to open the model.
    await analyse(vesalius, films[0])
    const stop = await watchMainLoop(vesalius)
    for (let run = 0; run < runs; run += 1) {
      const startedAt = performance.now()
      await analyse(vesalius, films[run % films.length])
      times.push(performance.now() - startedAt)
    }
    return { runs, medianMs: median(times), mainLoop: await stop() }
  } finally {
    await vesalius.close()
    removeFolder(profile)
  }
}

async function instancesOf({ invoke }) {
  const query = {
    text: '',
    modalities: [],
    statuses: [],
    dateFrom: null,
    dateTo: null,
    trashed: false,
    sort: { by: 'studyDate', direction: 'desc' },
    offset: 0,
    limit: 100,
  }
  const { rows } = await invoke('worklist:search', query)
  const instances = []
  for (const { id } of rows) {
    const study = await invoke('study:open', { studyId: id })
    for (const series of study.series) instances.push(...series.instances.map((instance) => instance.id))
  }
  return instances
}

const analyse = ({ invoke }, instanceId) =>
  invoke('analysis:run', { instanceId, modelId: 'chest-film', statedAgeYears: null })

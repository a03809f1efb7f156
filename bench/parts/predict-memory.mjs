/** Memory of main and of the inference process while `predict` reads five thousand films. Linux only. */
import { join } from 'node:path'
import { runHeadless } from '../lib/headless.mjs'
import { MemoryWatch } from '../lib/resident.mjs'
import { removeFolder, temporaryFolder } from '../lib/running-app.mjs'

const distinct = 50
const films = 5_000

/** @param generator the project's own maker of films; five thousand inputs are fifty films, each read a hundred times */
export async function benchPredictMemory(generator, entry) {
  if (process.platform !== 'linux') return null
  const home = temporaryFolder('predict-memory')
  try {
    for (let film = 0; film < distinct; film += 1)
      generator.writeSyntheticFilm(
        { folder: home, name: `film-${film}.dcm` },
        8000 + film,
        1 + (film % 5),
        film % 2 === 1,
        512,
      )
    const inputs = Array.from({ length: films }, (_, at) => join(home, `film-${at % distinct}.dcm`))
    const memory = new MemoryWatch(50, 500)
    const words = ['predict', 'chest-film', ...inputs, '--ignore-gates']
    const { lines, seconds } = await runHeadless(entry, home, words, (line, count, pid) => {
      if (line.status !== 'assessed') throw new Error(`a film was not assessed: ${JSON.stringify(line)}`)
      memory.look(count, pid)
    })
    if (lines !== films) throw new Error(`${lines} of ${films} films came back`)
    return { films, filmsPerSecond: films / seconds, ...memory.summary() }
  } finally {
    removeFolder(home)
  }
}

/** Writes the films of the sample children; run by a script, which brings the runtime for the graph. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GeneratorFacts, makeFilm, type RunGenerator } from './film-maker'
import { sampleChildren } from './sample-children'

/** One folder a child. Overwrites what is there. Rejects as {@link makeFilm}. */
export async function writeSampleChildren(
  folder: string,
  facts: GeneratorFacts,
  run: RunGenerator,
): Promise<void> {
  for (const child of sampleChildren) {
    const film = await makeFilm(facts, run, child)
    mkdirSync(join(folder, child.folder), { recursive: true })
    writeFileSync(join(folder, child.folder, film.name), film.bytes)
  }
}

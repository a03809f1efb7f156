/**
 * Computed chests for the gate, by the program's own generator: children's films (usable), adult films, and CT series to
 * be looked at in slices and from the side. Seeds from 900000 on are for training, from 990000 on for judging.
 *
 * node gate_synthetic.mjs <folder>
 */
import { join } from 'node:path'
import { loadGenerator } from '../../../scripts/samples/synthetic-generator.mjs'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Name a folder to write to.')

const columns = 240
const parts = [
  { part: 'train', seed: 900_000, children: 320, adults: 140, series: 26 },
  { part: 'held', seed: 990_000, children: 100, adults: 50, series: 8 },
]
const generator = await loadGenerator()
for (const { part, seed, children, adults, series } of parts) {
  for (let index = 0; index < children; index++) {
    const age = 1 + (index % 50) / 10
    const path = { folder: join(folder, part, 'child'), name: `${index}.dcm` }
    generator.writeSyntheticFilm(path, seed + index, age, index % 2 === 1, columns)
  }
  for (let index = 0; index < adults; index++) {
    const age = 18 + (index % 60)
    const path = { folder: join(folder, part, 'adult'), name: `${index}.dcm` }
    generator.writeSyntheticFilm(path, seed + 5_000 + index, age, index % 2 === 1, columns)
  }
  for (let index = 0; index < series; index++) {
    generator.writeSyntheticCt(join(folder, part, 'ct', String(index)), 80, 144, seed + 8_000 + index)
  }
}

/**
 * `synthesize <class|all> --count N --out DIR`: synthetic films as DICOM files, one line for each. What each was drawn as also
 * stands in a table beside the folder, so that the folder holds films only. Needs no vault.
 */
import { randomInt } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { splitModelKey } from '../../../../shared/domain/models/model-key'
import { AppException } from '../../../../shared/result'
import { createInference } from '../../../inference/create-inference'
import type { InferenceService } from '../../../inference/inference-service'
import { filmsOfOrder, generatorLabels, makeFilm } from '../../../synthesis/film-maker'
import { generatorOf, runnerOf, type GeneratorModel } from '../../../synthesis/generator'
import { readSynthesizeArguments, type SynthesizeArguments } from '../../../synthesis/synthesize-arguments'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'

export const command: HeadlessCommand = {
  name: 'synthesize',
  usage:
    'synthesize <class|all> --count N --out DIR [--seed S] [--model ID]   (all: the classes in turn, N films in all)',
  async run(args, io) {
    const words = readSynthesizeArguments(args)
    const inference = createInference()
    try {
      const { id, version } = splitModelKey(words.model)
      const model = await generatorOf(inference.registry, id, version)
      return await drawAll(words, inference, model, io)
    } finally {
      inference.close()
    }
  },
}

async function drawAll(
  { label, count, out, seed }: SynthesizeArguments,
  inference: InferenceService,
  model: GeneratorModel,
  io: HeadlessIo,
): Promise<number> {
  const { id, version, weights } = model.manifest
  const labels = labelsFor(model, label)
  await mkdir(out, { recursive: true })
  const run = runnerOf(inference, model, { signal: io.signal })
  const table = ['file,label,seed,model,version']
  for (const each of filmsOfOrder(labels, count, seed ?? randomInt(2 ** 32))) {
    if (io.signal.aborted) return exitCodes.interrupted
    const film = await makeFilm(model.manifest, run, each)
    const input = join(out, film.name)
    await writeFile(input, film.bytes)
    table.push([film.name, film.label, film.seed, id, version].join(','))
    io.line({
      input,
      status: 'made',
      label: film.label,
      seed: film.seed,
      model: { id, version, sha256: weights.sha256 },
    })
  }
  await writeFile(`${resolve(out)}-labels.csv`, `${table.join('\n')}\n`)
  return exitCodes.success
}

/** @throws AppException USAGE for a class that the generator does not have */
function labelsFor({ manifest }: GeneratorModel, wanted: string): string[] {
  const labels = generatorLabels(manifest)
  if (wanted === 'all') return labels
  // `viral` is enough for `viral-pattern`.
  const meant = labels.filter((label) => label === wanted || label.startsWith(`${wanted}-`))
  if (meant.length === 1) return meant
  throw new AppException('USAGE', `${wanted} is none of: ${labels.join(', ')}, all.`)
}

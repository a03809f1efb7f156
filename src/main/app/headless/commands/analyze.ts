/** `analyze <study uid> --model <id>`: a model on every image of a stored study that it could read; the runs are kept. */
import { allowsModality } from '../../../../shared/domain/analysis/gates'
import type { InstanceDetail, SeriesDetail } from '../../../../shared/domain/worklist/worklist'
import { splitModelKey } from '../../../../shared/domain/models/model-key'
import { AppException, toAppError } from '../../../../shared/result'
import { planVault } from '../../../analysis-queue/plan-vault'
import { queueableModels } from '../../../analysis-queue/queueable-models'
import { analyseInstance } from '../../../inference/analyse-instance'
import { readAnalyzeArguments } from '../../../inference/batch/analyze-arguments'
import { type InputResult, isAssessed, resultLine } from '../../../inference/batch/result-line'
import type { InferenceService } from '../../../inference/inference-service'
import { imageModel, type ImageModel } from '../../../inference/model-registry'
import type { Vault } from '../../../security/vault'
import { SettingsStore } from '../../../settings/settings-store'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { withSiteInference } from '../site-inference'

export const command: HeadlessCommand = {
  name: 'analyze',
  usage: 'analyze <study instance uid> --model <id> [--age-years N]',
  run: async (args, io) => {
    const words = readAnalyzeArguments(args)
    return withSiteInference(io, ({ inference, vault }) => analyzeStudy(inference, vault, words, io))
  },
}

type Words = ReturnType<typeof readAnalyzeArguments>

async function analyzeStudy(
  inference: InferenceService,
  vault: Vault,
  words: Words,
  io: HeadlessIo,
): Promise<number> {
  const { id, version } = splitModelKey(words.modelId)
  const model = imageModel(await inference.registry.require(id, version))
  const { reader, store } = vault.requireOpen()
  // So that the results count for the worklist as those of the window do.
  const { modes } = new SettingsStore(io.profileDir, io.log).get().inference
  await planVault(store, queueableModels(inference.registry.list(), modes))
  const studies = await reader.call('findStudiesByUid', words.studyInstanceUid)
  if (studies.length === 0) throw new AppException('NOT_FOUND', 'The vault holds no such study.')
  let allAssessed = true
  for (const { id } of studies) {
    const { series } = await reader.call('studyDetail', id)
    const instances = series.flatMap((each) => eligibleInstances(each, model))
    if (instances.length === 0) {
      const reason = {
        code: 'MODALITY_OUTSIDE_USE',
        message: 'The study holds no single image of a modality that the model reads.',
      }
      io.line({ input: words.studyInstanceUid, status: 'not-assessed', reason })
      allAssessed = false
    }
    for (const instance of instances) {
      if (io.signal.aborted) return exitCodes.interrupted
      const result = await analyzeOne(inference, vault, words, instance)
      io.line(resultLine(result))
      allAssessed &&= isAssessed(result)
    }
  }
  return allAssessed ? exitCodes.success : exitCodes.someFailed
}

/** Whole CT series are not put through a model for films one slice after the other. */
function eligibleInstances(
  { modality, instances }: SeriesDetail,
  { manifest }: ImageModel,
): InstanceDetail[] {
  const readable = modality === '' || allowsModality(manifest.gate, modality)
  return readable ? instances.filter(({ image }) => image?.frames === 1) : []
}

async function analyzeOne(
  inference: InferenceService,
  vault: Vault,
  { modelId, ageYears }: Words,
  { id, sopInstanceUid }: InstanceDetail,
): Promise<InputResult> {
  try {
    const model = splitModelKey(modelId)
    const request = {
      instanceId: id,
      modelId: model.id,
      modelVersion: model.version,
      statedAgeYears: ageYears,
    }
    const run = await analyseInstance(inference, vault.requireOpen(), request)
    return { input: sopInstanceUid, outcome: run.outcome }
  } catch (thrown) {
    return { input: sopInstanceUid, error: toAppError(thrown) }
  }
}

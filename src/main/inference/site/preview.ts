/** What a model on trial says about one image: its answer, and its input as it was given. */
import { randomUUID } from 'node:crypto'
import type { SitePreview } from '../../../shared/domain/models/site/draft'
import { AppException } from '../../../shared/result'
import type { OpenVault } from '../../workers/vault-workers'
import { assessImage } from '../assess-image'
import type { NamedTensors } from '../golden'
import { interpretOutputs, interpretSeries } from '../interpret-outputs'
import { modelKey } from '../../../shared/domain/models/model-key'
import type { ImageInputContract } from '../model-contract'
import type { ImageModel } from '../model-registry'
import type { RegionMask } from '../region-mask'
import { drawGoldenInputs } from './golden-inputs'
import type { Trial } from './trial'

/** 8-bit grey, rows top to bottom; of a mask 1 inside and 0 outside */
export interface PreviewPicture {
  rows: number
  columns: number
  data: Uint8Array
}
type NamedPicture = PreviewPicture & { what: string }

export interface MadePreview {
  preview: SitePreview
  pictures: NamedPicture[]
}

/**
 * The findings or regions in raw outputs. @throws AppException MODEL_ANSWERS_INVALID where the values are no probabilities
 * although the answers say so
 */
export function interpretTrial(
  { contract }: Trial,
  outputs: NamedTensors,
): Pick<SitePreview, 'outputs' | 'regions'> & { mask: RegionMask | null } {
  try {
    if (contract.task === 'image-generation' || contract.task === 'table-familiarity')
      return { outputs: [], regions: [], mask: null }
    if (contract.task === 'series-classification' || contract.task === 'table-classification')
      return { outputs: interpretSeries(contract, outputs), regions: [], mask: null }
    const { outputs: found, regions, mask } = interpretOutputs(contract, outputs)
    return { outputs: found, regions: regions ?? [], mask }
  } catch (thrown) {
    throw explain(thrown)
  }
}

function explain(thrown: unknown): unknown {
  return thrown instanceof AppException && thrown.message.includes('no probability')
    ? new AppException('MODEL_ANSWERS_INVALID', thrown.message, { where: 'activation' })
    : thrown
}

/** Without an image: the first reference case. */
export async function previewDrawn(trial: Trial, signal: AbortSignal): Promise<MadePreview> {
  const { manifest, contract } = trial
  const [drawn] = drawGoldenInputs(manifest, contract)
  if (!drawn) throw new AppException('INTERNAL', 'No input was drawn.')
  const { outputs, runMs } = await trial.run(drawn.inputs, signal)
  const { mask, ...found } = interpretTrial(trial, outputs)
  const isImage = contract.task === 'image-classification' || contract.task === 'image-segmentation'
  const values = isImage ? drawn.inputs[contract.input.name]?.data : undefined
  const seen = isImage && values ? showInput(contract.input, values) : null
  return put(manifest, { ...found, flags: [], runMs }, seen, mask)
}

/**
 * A stored image, gates not minded: what they would have refused is among the flags. Rejects as assessImage, as
 * PixelPool.prepareForModel and with MODEL_OF_ANOTHER_KIND for a model of series.
 */
export async function previewImage(
  trial: Trial,
  { pixels }: Pick<OpenVault, 'pixels'>,
  instanceId: string,
  signal: AbortSignal,
): Promise<MadePreview> {
  const model = imageModelOf(trial)
  const [listed] = model.manifest.inputs
  if (!listed) throw new AppException('MODEL_MANIFEST_INVALID', 'The manifest lists no image.')
  const { preprocessing, layout } = listed
  const image = await pixels.prepareForModel(instanceId, { preprocessing, layout }, { signal })
  let runMs = 0
  const client = {
    run: async (_: string, inputs: NamedTensors) => {
      const result = await trial.run(inputs, signal)
      ;({ runMs } = result)
      return result
    },
  }
  const options = { statedAgeYears: null, ignoreGates: true, startedAt: performance.now(), signal }
  const { outcome, mask } = await assessImage(client, model, image, options).catch((thrown: unknown) => {
    throw explain(thrown)
  })
  if (outcome.status !== 'assessed' || !image.input)
    throw new AppException('DICOM_NO_PIXELS', 'The image has no pixels.')
  const { outputs, regions = [], flags } = outcome
  const seen = showInput(model.contract.input, image.input)
  return put(model.manifest, { outputs, regions, flags, runMs }, seen, mask)
}

function imageModelOf({ manifest, contract }: Trial): ImageModel {
  const rest = { key: modelKey(manifest.id, manifest.version), retired: false }
  if (manifest.task === 'image-classification' && contract.task === 'image-classification')
    return { manifest, contract, ...rest }
  if (manifest.task === 'image-segmentation' && contract.task === 'image-segmentation')
    return { manifest, contract, ...rest }
  throw new AppException('MODEL_OF_ANOTHER_KIND', `The model is for ${manifest.task}.`)
}

interface ShownInput {
  input: NonNullable<SitePreview['input']>
  picture: PreviewPicture
}

/** The first channel, from its smallest value as black to its largest as white. */
function showInput(input: ImageInputContract, values: Float32Array): ShownInput {
  const { rows, columns, channels, layout } = input
  const stride = layout === 'NHWC' ? channels : 1
  const plane = Float32Array.from({ length: rows * columns }, (_, at) => values[at * stride] as number)
  const smallest = plane.reduce((least, value) => Math.min(least, value), Infinity)
  const largest = plane.reduce((most, value) => Math.max(most, value), -Infinity)
  const scale = largest > smallest ? 255 / (largest - smallest) : 0
  const data = Uint8Array.from(plane, (value) => Math.round((value - smallest) * scale))
  return { input: { rows, columns, smallest, largest }, picture: { rows, columns, data } }
}

function put(
  manifest: Trial['manifest'],
  found: Pick<SitePreview, 'outputs' | 'regions' | 'flags' | 'runMs'>,
  seen: ShownInput | null,
  mask: RegionMask | null,
): MadePreview {
  const pictures: NamedPicture[] = seen ? [{ what: 'input', ...seen.picture }] : []
  for (const { label, data } of mask?.regions ?? [])
    pictures.push({ what: `mask:${label}`, rows: mask?.rows ?? 0, columns: mask?.columns ?? 0, data })
  return {
    preview: { id: randomUUID(), ...found, input: seen?.input ?? null, manifest },
    pictures,
  }
}

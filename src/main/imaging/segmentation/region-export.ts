/** The regions of a stored run as what a DICOM Segmentation is written from. */
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import type { OpenVault } from '../../workers/vault-workers'
import type { SegmentationInput } from './segmentation-file'

/**
 * @param manifestOf null where the model is gone: then labels stand for titles
 * Rejects with AppException: NOT_FOUND where the run is gone or marked nothing.
 */
export async function regionsOfRun(
  { reader }: Pick<OpenVault, 'reader'>,
  runId: string,
  manifestOf: (model: { id: string; version: string }) => ModelManifest | null,
): Promise<Omit<SegmentationInput, 'softwareVersion'>> {
  const run = await reader.call('findRun', runId)
  const mask = run && (await reader.call('findMask', runId))
  const found = run && (await reader.call('findInstance', run.instanceId))
  if (!mask || !found) throw new AppException('NOT_FOUND', 'The run has no regions.')
  const { model } = run.outcome
  return {
    source: found.parsed,
    rows: mask.rows,
    columns: mask.columns,
    region: mask.region,
    labels: namedLabels(mask.regions, manifestOf(model)),
    model,
    madeAt: localMoment(run.createdAtMs),
  }
}

/** Titles and codes as the manifest of the model has them. */
export function namedLabels(
  regions: readonly { label: string; data: Uint8Array }[],
  manifest: ModelManifest | null,
): SegmentationInput['labels'] {
  const output = manifest?.outputs.find((each) => each.role === 'segmentation-mask')
  const labels = output?.role === 'segmentation-mask' ? output.labels : []
  return regions.map(({ label, data }) => {
    const named = labels.find((each) => each.label === label)
    return { label, data, title: named?.title.en ?? label, code: named?.code ?? null }
  })
}

/** YYYY-MM-DDTHH:MM:SS in this computer's time zone, as DICOM dates are. */
export function localMoment(ms: number): string {
  const at = new Date(ms)
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

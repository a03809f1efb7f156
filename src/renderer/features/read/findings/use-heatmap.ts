import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import { inputRegion } from '../../../../shared/domain/models/input-region'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import type { ErrorCode } from '../../../../shared/result'
import { fetchActivation, paintActivation } from '../../../viewer/heatmap/activation'
import { codeOfThrown } from '../../../viewer/image/viewer-error'
import { findFrame } from '../../../viewer/image/image-catalogue'
import { imageIdOf } from '../../../viewer/image/image-id'
import { evidenceScaleOf } from './model-facts'

/** The painted map of one finding of a run; null while it is off, absent or being read. */
export function useHeatmap(
  run: AnalysisRun | null,
  label: string | null,
  manifest: ModelManifest | null,
  on: boolean,
): { image: ImageData | null; error: ErrorCode | null } {
  const wanted = on && run !== null && label !== null && run.activationLabels.includes(label)
  const map = useQuery({
    // Under the history's key, so that it is forgotten with the vault.
    queryKey: ['analysis:history', 'activation', run?.id, label],
    queryFn: () => fetchActivation(run?.id ?? '', label ?? ''),
    enabled: wanted,
    retry: false,
  })
  const image = useMemo(() => {
    if (!wanted || !map.data || !manifest) return null
    const scale = evidenceScaleOf(manifest, label)
    const frame = findFrame(imageIdOf(run.instanceId, 0))
    if (!scale || !frame || manifest.task !== 'image-classification') return null
    const region = inputRegion(manifest.inputs[0]?.preprocessing ?? [], frame.image)
    return paintActivation(map.data, scale, region, frame.image)
  }, [wanted, map.data, manifest, run, label])
  return { image, error: wanted && map.error ? codeOfThrown(map.error) : null }
}

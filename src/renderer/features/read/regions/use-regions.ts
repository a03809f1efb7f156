import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import type { ErrorCode } from '../../../../shared/result'
import { findFrame } from '../../../viewer/image/image-catalogue'
import { imageIdOf } from '../../../viewer/image/image-id'
import { codeOfThrown } from '../../../viewer/image/viewer-error'
import { fetchRegion, paintRegions } from '../../../viewer/mask/region-overlay'

/** Labels of what a run marked, in the order of the model; none where it is no segmentation. */
export const regionLabels = (run: AnalysisRun | null): string[] =>
  run?.outcome.status === 'assessed' ? (run.outcome.regions ?? []).map(({ label }) => label) : []

/** The painted regions of a run; null while they are off, absent or being read. */
export function useRegions(
  run: AnalysisRun | null,
  on: boolean,
): { image: ImageData | null; error: ErrorCode | null } {
  const labels = regionLabels(run)
  const wanted = on && run !== null && labels.length > 0
  const regions = useQuery({
    // Under the history's key, so that it is forgotten with the vault.
    queryKey: ['analysis:history', 'regions', run?.id],
    queryFn: () => Promise.all(labels.map((label) => fetchRegion(run?.id ?? '', label))),
    enabled: wanted,
    retry: false,
  })
  const image = useMemo(() => {
    const frame = wanted ? findFrame(imageIdOf(run.instanceId, 0)) : null
    return frame && regions.data ? paintRegions(regions.data, frame.image) : null
  }, [wanted, regions.data, run])
  return { image, error: wanted && regions.error ? codeOfThrown(regions.error) : null }
}

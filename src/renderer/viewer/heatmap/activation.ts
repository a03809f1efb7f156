/** Reads a run's activation map and paints it for the film. */
import type { InputRegion } from '../../../shared/domain/models/input-region'
import { heatColour, heatOpacity } from './colour-scale'
import { evidenceLogits, fullScaleLogits, type EvidenceScale } from './evidence'
import { fetchMap, type MapGrid } from './fetch-map'
import { paintRegion } from './paint-region'

/** @throws ViewerError with the code that main gave */
export const fetchActivation = (runId: string, label: string): Promise<MapGrid> =>
  fetchMap(`study://activation/${encodeURIComponent(runId)}/${encodeURIComponent(label)}`)

/** Longer side of the painted map; the film's own size where that is smaller would gain nothing visible. */
const paintedSide = 384

/** The map in colours over the part of an image of `columns x rows` that the model saw. */
export function paintActivation(
  map: MapGrid,
  scale: EvidenceScale,
  region: InputRegion,
  image: { columns: number; rows: number },
): ImageData {
  const full = fullScaleLogits(map.values, scale)
  return paintRegion(map, region, image, paintedSide, (activation) => {
    const value = evidenceLogits(activation, scale) / full
    return { colour: heatColour(value), opacity: heatOpacity(value) }
  })
}

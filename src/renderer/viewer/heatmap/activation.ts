/** Reads a run's activation map and paints it for the film. */
import { z } from 'zod'
import { codeOfResponse, ViewerError } from '../image/viewer-error'
import { heatColour, heatOpacity } from './colour-scale'
import { evidenceLogits, fullScaleLogits, type EvidenceScale } from './evidence'
import { upsampleBilinear } from './upsample'

export interface ActivationMap {
  rows: number
  columns: number
  /** rows top to bottom */
  values: Float32Array
}

const MapHeader = z.object({ rows: z.number().int().positive(), columns: z.number().int().positive() })

/** @throws ViewerError with the code that main gave */
export async function fetchActivation(runId: string, label: string): Promise<ActivationMap> {
  const response = await fetch(`study://activation/${encodeURIComponent(runId)}/${encodeURIComponent(label)}`)
  if (!response.ok) throw new ViewerError(codeOfResponse(response))
  const { rows, columns } = MapHeader.parse(JSON.parse(response.headers.get('x-vesalius-map') ?? 'null'))
  const values = new Float32Array(await response.arrayBuffer())
  if (values.length !== rows * columns) throw new ViewerError('BLOB_DAMAGED')
  return { rows, columns, values }
}

/** Longer side of the painted map; the film's own size where that is smaller would gain nothing visible. */
const paintedSide = 384

/** The map in colours over a whole image of `columns x rows`; interpolated before it is coloured. */
export function paintActivation(
  map: ActivationMap,
  scale: EvidenceScale,
  image: { columns: number; rows: number },
): ImageData {
  const share = paintedSide / Math.max(image.columns, image.rows)
  const width = Math.max(1, Math.round(image.columns * share))
  const height = Math.max(1, Math.round(image.rows * share))
  const evidence = upsampleBilinear(map.values, map.rows, map.columns, height, width)
  const full = fullScaleLogits(map.values, scale)
  const painted = new ImageData(width, height)
  for (let i = 0; i < evidence.length; i += 1) {
    const value = evidenceLogits(evidence[i] ?? 0, scale) / full
    const [red, green, blue] = heatColour(value)
    painted.data.set([red, green, blue, Math.round(255 * heatOpacity(value))], i * 4)
  }
  return painted
}

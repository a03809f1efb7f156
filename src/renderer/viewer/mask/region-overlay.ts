/** Reads the regions that a model marked and paints them for the film. */
import { z } from 'zod'
import { regionColour, regionOnFilm, type RegionGrid } from '../../../shared/domain/analysis/region-on-film'
import { InputRegion } from '../../../shared/domain/models/input-region'
import { codeOfResponse, ViewerError } from '../image/viewer-error'

export interface Region extends RegionGrid {
  /** the part of the film that the grid lies on */
  region: InputRegion
}

const MaskHeader = z.object({
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  region: InputRegion,
})

/** @throws ViewerError with the code that main gave */
export async function fetchRegion(runId: string, label: string): Promise<Region> {
  const response = await fetch(`study://mask/${encodeURIComponent(runId)}/${encodeURIComponent(label)}`)
  if (!response.ok) throw new ViewerError(codeOfResponse(response))
  const header = MaskHeader.parse(JSON.parse(response.headers.get('x-vesalius-map') ?? 'null'))
  const data = new Uint8Array(await response.arrayBuffer())
  if (data.length !== header.rows * header.columns) throw new ViewerError('BLOB_DAMAGED')
  return { ...header, data }
}

/** Longer side of the painted overlay; the edges of a region stay sharp on any screen. */
const paintedSide = 1024

/** Each region in its own colour over a whole image of `columns x rows`; where two overlap, the first one shows. */
export function paintRegions(
  regions: readonly Region[],
  image: { columns: number; rows: number },
): ImageData {
  const share = Math.min(1, paintedSide / Math.max(image.columns, image.rows))
  const width = Math.max(1, Math.round(image.columns * share))
  const height = Math.max(1, Math.round(image.rows * share))
  const painted = new ImageData(width, height)
  for (const [index, region] of [...regions.entries()].reverse()) {
    const inside = regionOnFilm(region, region.region, { rows: height, columns: width })
    const colour = regionColour(index)
    for (let at = 0; at < inside.length; at += 1) if (inside[at]) painted.data.set([...colour, 255], at * 4)
  }
  return painted
}

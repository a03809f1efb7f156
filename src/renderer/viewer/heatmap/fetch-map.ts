/** Reads a map that main keeps: float32 over a grid, with its shape in a header. */
import { z } from 'zod'
import { codeOfResponse, ViewerError } from '../image/viewer-error'

export interface MapGrid {
  rows: number
  columns: number
  /** rows top to bottom */
  values: Float32Array
}

const MapHeader = z.object({ rows: z.number().int().positive(), columns: z.number().int().positive() })

/** @throws ViewerError with the code that main gave */
export async function fetchMap(url: string): Promise<MapGrid> {
  const response = await fetch(url)
  if (!response.ok) throw new ViewerError(codeOfResponse(response))
  const { rows, columns } = MapHeader.parse(JSON.parse(response.headers.get('x-vesalius-map') ?? 'null'))
  const values = new Float32Array(await response.arrayBuffer())
  if (values.length !== rows * columns) throw new ViewerError('BLOB_DAMAGED')
  return { rows, columns, values }
}

/** The map of a finished explanation. @throws ViewerError */
export const fetchExplanation = (id: string): Promise<MapGrid> =>
  fetchMap(`study://explanation/${encodeURIComponent(id)}`)

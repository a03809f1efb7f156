/** Paints maps with a sign for the film that they explain. */
import type { InputRegion } from '../../../shared/domain/models/input-region'
import { divergingColour, divergingOpacity } from './diverging-scale'
import type { MapGrid } from './fetch-map'
import { paintRegion } from './paint-region'

/** Share of the cells that full colour may be exceeded by: one stray cell shall not leave the rest without colour. */
const beyondFull = 0.005

/**
 * The value of full colour for a map by itself: its strongest cells. 0 for a map of nothing.
 */
export function fullValue({ values }: Pick<MapGrid, 'values'>): number {
  const sorted = values.map(Math.abs).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * (1 - beyondFull)) - 1)] ?? 0
}

/** What a place would have were the map's evidence, for and against, spread evenly. */
const evenShare = ({ values }: Pick<MapGrid, 'values'>): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length

/**
 * The values of full colour on one scale for several maps. Methods speak in units of their own, so what is made equal is
 * the share of a map's whole evidence that a place holds: full colour stands for the same multiple of an even spread.
 */
export function sharedFullValues(maps: readonly Pick<MapGrid, 'values'>[]): number[] {
  const shares = maps.map(evenShare)
  const most = Math.max(
    0,
    ...maps.map((map, at) => ((shares[at] ?? 0) > 0 ? fullValue(map) / (shares[at] ?? 1) : 0)),
  )
  return shares.map((share) => share * most)
}

/** Longer side of the painted map, px. */
const paintedSide = 512

/**
 * The map over a whole image of `columns x rows`: clear outside its region, interpolated before it is coloured.
 * @param full the value of full colour
 */
export function paintSigned(
  map: MapGrid,
  region: InputRegion,
  full: number,
  image: { columns: number; rows: number },
): ImageData {
  return paintRegion(map, region, image, paintedSide, (value) => ({
    colour: divergingColour(full > 0 ? value / full : 0),
    opacity: full > 0 ? divergingOpacity(value / full) : 0,
  }))
}

/** A film with one finding's map over it, as a PNG with a scale and the words that belong to it. */
import { evidenceLine } from '../../../shared/domain/models/calibration'
import { type InputRegion, wholeFilm } from '../../../shared/domain/models/input-region'
import type { Calibration } from '../../../shared/domain/models/manifest'
import type { ActivationMap } from '../../store/queries/analysis-runs'
import type { GrayImage } from '../../imaging/grayscale'
import { colourAt } from './colour-ramp'
import { drawMap, type MapColours } from './draw-map'

export interface Overlay {
  film: GrayImage
  /** what of the film the model saw; all of it where left out */
  region?: InputRegion
  map: ActivationMap
  bias: number
  calibration: Calibration
  threshold: number
  /** lines under the film; letters that the font has */
  caption: string[]
}

/** How much of the film the strongest colour hides. */
const strongest = 0.6
/** natural log-odds from the threshold to the end of the colour scale */
export const scaleLogOdds = 12

/**
 * The map in the terms of the answer: at each place the calibrated log-odds that the whole film would have if every
 * place looked like this one, counted from the threshold's and divided by {@link scaleLogOdds}. 0 is the threshold, 1 is
 * the end of the scale; the same colour means the same on every film.
 */
export function evidence({
  map,
  bias,
  calibration,
  threshold,
}: Omit<Overlay, 'film' | 'caption'>): Float32Array {
  const from = Math.log(threshold / (1 - threshold))
  const { slope, intercept } = evidenceLine(calibration, threshold)
  return Float32Array.from(map.data, (value) => (slope * (value + bias) + intercept - from) / scaleLogOdds)
}

/** Nothing up to the threshold, then steadily more. */
const opacityOf = (value: number): number => strongest * Math.min(1, Math.max(0, value) ** 0.7)

const colours: MapColours = { from: 0, to: 1, colour: colourAt, opacity: opacityOf, strongest }

export function drawOverlay(overlay: Overlay): Buffer {
  const { film, map, caption, region = wholeFilm } = overlay
  const { rows, columns } = map
  return drawMap({ film, region, map: { rows, columns, values: evidence(overlay) }, colours, caption })
}

/** A film with an explanation over it, as a PNG: orange speaks for the label, blue against it. */
import type { ExplanationFigures, ExplanationMethod } from '../../../shared/domain/analysis/explanation'
import type { InputRegion } from '../../../shared/domain/models/input-region'
import type { GrayImage } from '../../imaging/grayscale'
import type { Rgb } from '../heatmap/colour-ramp'
import { drawMap, type MapColours } from '../heatmap/draw-map'
import type { PlaceMap } from './faithfulness'

export interface ExplanationPicture {
  film: GrayImage
  region: InputRegion
  map: PlaceMap
  label: string
  method: ExplanationMethod
  figures: ExplanationFigures
  /** `id version` */
  model: string
}

/** Hues of Okabe and Ito (2008), dark to light; both arms alike in lightness. */
const forLabel: readonly [Rgb, Rgb] = [
  [150, 60, 0],
  [255, 176, 92],
]
const againstLabel: readonly [Rgb, Rgb] = [
  [0, 84, 140],
  [104, 196, 255],
]

const strongest = 0.65
/** Below this share of the scale the film is left as it is. */
const paintFrom = 0.05

const colours: MapColours = {
  from: -1,
  to: 1,
  strongest,
  colour: (value) => {
    const [low, high] = value < 0 ? againstLabel : forLabel
    const share = Math.min(1, Math.abs(value))
    const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] + (high[channel] - low[channel]) * share)
    return [mix(0), mix(1), mix(2)]
  },
  opacity: (value) =>
    strongest * Math.min(1, (Math.max(0, Math.abs(value) - paintFrom) / (1 - paintFrom)) ** 0.6),
}

/** Full colour stands for the map's strongest places; one stray cell in two hundred may lie beyond. */
export function drawExplanation({
  film,
  region,
  map,
  label,
  method,
  figures,
  model,
}: ExplanationPicture): Buffer {
  const sorted = map.values.map(Math.abs).sort()
  const full = sorted[Math.max(0, Math.ceil(sorted.length * 0.995) - 1)] ?? 0
  const { score } = figures.faithfulness
  const caption = [
    `${label}  ${method}  faithfulness ${score === null ? '-' : score.toFixed(2)} (0 = chance)`,
    `${model}  orange: for, blue: against, full colour ${full.toPrecision(3)}`,
    'where the model was moved, not what is wrong there',
  ]
  const values = map.values.map((value) => (full > 0 ? value / full : 0))
  return drawMap({ film, region, map: { ...map, values }, colours, caption })
}

/**
 * The heat map's colours: dark violet over red and orange to pale yellow. Lightness rises all the way, so the order
 * survives every colour vision deficiency and a grey print (control points after matplotlib's "inferno", CC0).
 */
const controlPoints: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
]

/** Red, green, blue 0..255 of a value 0..1; values outside are held at the ends. */
export function heatColour(value: number): [number, number, number] {
  const position = Math.min(1, Math.max(0, value)) * (controlPoints.length - 1)
  const index = Math.min(controlPoints.length - 2, Math.floor(position))
  const share = position - index
  const [low, high] = [controlPoints[index], controlPoints[index + 1]]
  if (!low || !high) return [0, 0, 0]
  const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] * (1 - share) + high[channel] * share)
  return [mix(0), mix(1), mix(2)]
}

/** Below this share of the scale nothing is painted, above it the paint grows to full over the next half. */
const paintFrom = 0.08
const fullFrom = 0.6

/** Opacity 0..1 of a value before the reader's own opacity: no evidence leaves the film as it is. */
export const heatOpacity = (value: number): number =>
  Math.min(1, Math.max(0, (value - paintFrom) / (fullFrom - paintFrom)))

/** The scale as a CSS gradient, for the legend. */
export const heatGradient = (): string =>
  `linear-gradient(to right, ${controlPoints.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(', ')})`

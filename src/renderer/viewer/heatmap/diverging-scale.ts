/**
 * Colours for maps with a sign: orange speaks for the label, blue against it, nothing is clear. Both arms have the same
 * lightness at the same distance from nothing, and orange and blue stay apart for every common colour vision deficiency
 * (hues of Okabe and Ito 2008).
 */
type Rgb = readonly [number, number, number]

const forLabel: readonly [Rgb, Rgb, Rgb] = [
  [112, 42, 0],
  [213, 94, 0],
  [255, 176, 92],
]
const againstLabel: readonly [Rgb, Rgb, Rgb] = [
  [0, 62, 110],
  [0, 114, 178],
  [104, 196, 255],
]

/** Red, green, blue 0..255 of a value -1..1; values outside are held at the ends. */
export function divergingColour(value: number): [number, number, number] {
  const strength = Math.min(1, Math.abs(value)) * 2
  const arm = value < 0 ? againstLabel : forLabel
  const [low, high] = strength < 1 ? [arm[0], arm[1]] : [arm[1], arm[2]]
  const share = strength < 1 ? strength : strength - 1
  const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] * (1 - share) + high[channel] * share)
  return [mix(0), mix(1), mix(2)]
}

/** Below this share of the scale nothing is painted; above it the paint grows to full over the next part. */
const paintFrom = 0.05
const fullFrom = 0.65

/** Opacity 0..1 of a value before the reader's own opacity: no evidence leaves the film as it is. */
export const divergingOpacity = (value: number): number =>
  Math.min(1, Math.max(0, (Math.abs(value) - paintFrom) / (fullFrom - paintFrom)))

const ends = [-1, -0.5, -0.12, 0.12, 0.5, 1]

/** The scale as a CSS gradient from against to for, as it lies over a dark film. */
export function divergingGradient(): string {
  const stops = ends.map((value) => {
    const [red, green, blue] = divergingColour(value)
    const opacity = divergingOpacity(value)
    return `rgb(${red} ${green} ${blue} / ${opacity.toFixed(2)}) ${((value + 1) * 50).toFixed(0)}%`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}

/**
 * One colour ramp for 0..1: dark violet, magenta, orange, pale yellow. Lightness rises steadily, so that it reads in grey
 * and for every common colour vision deficiency, and its hues never meet the grey of a film.
 */

/** Anchors at equal steps, OKLab (lightness, green-red, blue-yellow); Ottosson 2020. */
const anchors: readonly (readonly [number, number, number])[] = [
  [0.3, 0.06, -0.14],
  [0.44, 0.15, -0.09],
  [0.58, 0.18, 0.03],
  [0.74, 0.1, 0.13],
  [0.93, -0.02, 0.14],
]

export type Rgb = readonly [number, number, number]

/** 8-bit sRGB of a value; below 0 and above 1 the ends hold. */
export function colourAt(value: number): Rgb {
  const position = Math.min(1, Math.max(0, value)) * (anchors.length - 1)
  const index = Math.min(Math.floor(position), anchors.length - 2)
  const [from, to] = [anchors[index], anchors[index + 1]]
  if (!from || !to) return [0, 0, 0]
  const mix = (at: 0 | 1 | 2) => from[at] + (to[at] - from[at]) * (position - index)
  return toSrgb(mix(0), mix(1), mix(2))
}

function toSrgb(lightness: number, a: number, b: number): Rgb {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    encode(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ]
}

function encode(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear))
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
}

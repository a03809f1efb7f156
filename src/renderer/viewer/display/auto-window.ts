import { windowOf, type WindowShape } from './window'

/** Share of the samples left black and left white, so that a tube, a marker or the collimator does not set the window. */
const clipped = 0.005
const bins = 1024
const samplesWanted = 200_000

/**
 * A window from the image itself: from the 0.5th to the 99.5th percentile of about 200,000 evenly spaced samples.
 * `toModality` turns a sample into modality units. A flat image gets a window of width 1 around its value.
 */
export function autoWindow(
  samples: ArrayLike<number>,
  smallest: number,
  largest: number,
  toModality: (sample: number) => number,
): WindowShape {
  if (!(largest > smallest)) return { center: toModality(smallest), width: 1, lutFunction: 'LINEAR_EXACT' }
  const counts = new Uint32Array(bins)
  const scale = (bins - 1) / (largest - smallest)
  const step = Math.max(1, Math.floor(samples.length / samplesWanted))
  let total = 0
  for (let i = 0; i < samples.length; i += step) {
    const bin = Math.round(((samples[i] ?? smallest) - smallest) * scale)
    if (bin < 0 || bin >= bins) continue
    counts[bin] = (counts[bin] ?? 0) + 1
    total += 1
  }
  const atShare = (share: number) => {
    let seen = 0
    for (let bin = 0; bin < bins; bin += 1) {
      seen += counts[bin] ?? 0
      if (seen > share * total) return smallest + bin / scale
    }
    return largest
  }
  const ends = [toModality(atShare(clipped)), toModality(atShare(1 - clipped))]
  const lower = Math.min(...ends)
  const upper = Math.max(...ends)
  return windowOf({ lower, upper: upper > lower ? upper : lower + 1 }, 'LINEAR_EXACT')
}

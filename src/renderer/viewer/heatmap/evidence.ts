/** What one cell of a class activation map says, on the scale of the finding's own answer. */
export interface EvidenceScale {
  /** added to the map's spatial mean to give the logit (manifest: activation-map output) */
  bias: number
  /** calibration: calibrated logit = slope * logit + intercept */
  slope: number
  intercept: number
  /** the finding's threshold as a probability */
  threshold: number
}

/**
 * Calibrated log odds above the threshold of a film that looked like this cell everywhere; 0 where such a film would
 * stay at or below the threshold.
 */
export const evidenceLogits = (
  activation: number,
  { bias, slope, intercept, threshold }: EvidenceScale,
): number => Math.max(0, slope * (activation + bias) + intercept - Math.log(threshold / (1 - threshold)))

/** Least log odds that full colour stands for: odds of e^5, about 150 times those of the threshold. */
const leastFullScale = 5

/**
 * The log odds of full colour for a map: its own strongest cell, but at least {@link leastFullScale}, so that a film
 * without evidence stays uncoloured instead of having its noise stretched over all colours.
 */
export const fullScaleLogits = (activations: Float32Array, scale: EvidenceScale): number =>
  activations.reduce((most, activation) => Math.max(most, evidenceLogits(activation, scale)), leastFullScale)

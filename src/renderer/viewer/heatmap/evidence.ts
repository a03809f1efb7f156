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

/** Full colour: odds e^5, about 150 times those of the threshold. */
const fullScaleLogits = 5

/**
 * How far a film that looked like this cell everywhere would lie above the threshold, 0..1 of {@link fullScaleLogits}.
 * 0 where such a film would stay at or below it. The scale is the same for every film: a film without evidence stays
 * uncoloured instead of having its noise stretched over all colours.
 */
export function cellEvidence(
  activation: number,
  { bias, slope, intercept, threshold }: EvidenceScale,
): number {
  const above = slope * (activation + bias) + intercept - Math.log(threshold / (1 - threshold))
  return Math.min(1, Math.max(0, above / fullScaleLogits))
}

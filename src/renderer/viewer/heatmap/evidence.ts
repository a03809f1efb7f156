/** What one cell of a class activation map says, on the scale of the finding's own probability. */
export interface EvidenceScale {
  /** added to the map's spatial mean to give the logit (manifest: activation-map output) */
  bias: number
  slope: number
  intercept: number
}

/**
 * The calibrated probability that the model would give a film that looked like this cell everywhere. A fixed scale:
 * a film without evidence stays uncoloured instead of having its noise stretched.
 */
export const cellEvidence = (activation: number, { bias, slope, intercept }: EvidenceScale): number =>
  1 / (1 + Math.exp(-(slope * (activation + bias) + intercept)))

/** CT numbers of what a chest is made of (HU), and what they mean for X-rays of a chest film. */
export const hounsfield = {
  air: -1000,
  lung: -800,
  fat: -95,
  muscle: 50,
  blood: 45,
  liver: 60,
  disc: 75,
  cartilage: 110,
  marrow: 160,
  cortex: 900,
} as const

/** Linear attenuation of water at 65 keV, about the effective energy of a chest film behind the patient, 1/mm (NIST XCOM). */
export const waterPerMm = 0.0199

/** 1/mm. Bone absorbs more than its CT number says, since a film's rays are softer than a CT's. */
export function attenuationPerMm(hu: number): number {
  const density = Math.max(0, 1 + hu / 1000)
  return waterPerMm * (hu > 130 ? density + 0.0008 * (hu - 130) : density)
}

/** Years since birth at an instant: whole from two years on, before that as a part of years. Null without a birth date. */
export function ageYears(birthDate: string | null, atMs: number): number | null {
  if (birthDate === null) return null
  const [born, at] = [new Date(birthDate), new Date(atMs)]
  if (at < born) return null
  const years = at.getUTCFullYear() - born.getUTCFullYear()
  const months = at.getUTCMonth() - born.getUTCMonth()
  const isBefore = months < 0 || (months === 0 && at.getUTCDate() < born.getUTCDate())
  const whole = isBefore ? years - 1 : years
  return whole >= 2 ? whole : (at.getTime() - born.getTime()) / (365.25 * 86_400_000)
}

/** A typed percentage as a share 0..1, with comma or point; null when it is none or out of bounds (in per cent). */
export function readPercent(typed: string, low: number, high: number): number | null {
  const plain = typed
    .trim()
    .replace(',', '.')
    .replace(/\s*[%％]$/, '')
  if (!/^\d+(\.\d*)?$/.test(plain)) return null
  const value = Number(plain)
  return value >= low && value <= high ? value / 100 : null
}

/**
 * The order in which a reader scrolls a series: by position along the slice normal (PS3.3 C.7.6.2), in the direction in
 * which the instance numbers run; by instance number where positions do not give an order.
 */
import type { InstanceDetail } from '../../shared/domain/worklist/worklist'

type Vector = [number, number, number]

/** mm: positions closer than this are the same slice (written coordinates are rounded). */
const samePositionMm = 1e-3
/** Direction cosines that differ by less belong to parallel slices. */
const sameDirection = 1e-3

export function inReadingOrder(instances: readonly InstanceDetail[]): InstanceDetail[] {
  const byNumber = [...instances].sort(compareNumbers)
  const positions = slicePositionsMm(byNumber)
  if (!positions) return byNumber
  const order = byNumber.map((instance, index) => ({ instance, position: positions[index] ?? 0 }))
  const forward = runsForward(positions) ? 1 : -1
  return order.sort((a, b) => forward * (a.position - b.position)).map(({ instance }) => instance)
}

const compareNumbers = (a: InstanceDetail, b: InstanceDetail) =>
  (a.number ?? Number.POSITIVE_INFINITY) - (b.number ?? Number.POSITIVE_INFINITY) ||
  (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1)

/**
 * Distance of each instance along the common normal, mm; null where the slices are not parallel single frames, a position
 * is unknown, or two share one (phases of a cine, directions of a diffusion series: their order is the numbers').
 */
function slicePositionsMm(instances: readonly InstanceDetail[]): number[] | null {
  let normal: Vector | null = null
  const positions: number[] = []
  for (const { image } of instances) {
    const geometry = image?.frames === 1 ? image.geometry[0] : undefined
    if (!geometry?.imagePositionPatientMm || !geometry.imageOrientationPatient) return null
    const own = normalOf(geometry.imageOrientationPatient)
    normal ??= own
    if (Math.abs(1 - dot(normal, own)) > sameDirection) return null
    positions.push(dot(normal, geometry.imagePositionPatientMm))
  }
  const sorted = positions.toSorted((a, b) => a - b)
  const repeated = sorted.some(
    (position, index) => index > 0 && position - (sorted[index - 1] ?? 0) < samePositionMm,
  )
  return repeated ? null : positions
}

/** Whether positions grow with the instance numbers (the list is sorted by them): the sign of their covariance. */
function runsForward(positions: readonly number[]): boolean {
  const middle = (positions.length - 1) / 2
  return positions.reduce((sum, position, index) => sum + position * (index - middle), 0) >= 0
}

function normalOf([rx, ry, rz, cx, cy, cz]: [number, number, number, number, number, number]): Vector {
  return [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx]
}

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

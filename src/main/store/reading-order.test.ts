import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InstanceDetail } from '../../shared/domain/worklist/worklist'
import { parsedInstance } from '../../test-support/parsed-instance'
import { inReadingOrder } from './reading-order'

type Six = [number, number, number, number, number, number]
const axial: Six = [1, 0, 0, 0, 1, 0]
const sagittal: Six = [0, 1, 0, 0, 0, -1]

function slice(
  id: string,
  number: number | null,
  position: [number, number, number] | null,
  orientation: Six = axial,
): InstanceDetail {
  const { instance, image } = parsedInstance({
    instance: { number, sopInstanceUid: id },
    image: { geometry: [{ imagePositionPatientMm: position, imageOrientationPatient: orientation }] },
  })
  return { id, ...instance, image }
}

const order = (slices: InstanceDetail[]) =>
  inReadingOrder(slices)
    .map(({ id }) => id)
    .join('')

test('position along the normal orders slices whose numbers are missing', () => {
  expect(
    order([slice('c', null, [0, 0, 30]), slice('a', null, [0, 0, 10]), slice('b', null, [0, 0, 20.5])]),
  ).toBe('abc')
})

test('positions correct a number that is out of place, in the direction of the numbers', () => {
  const headFirst = [
    slice('a', 1, [0, 0, 90]),
    slice('c', 2, [0, 0, 70]),
    slice('b', 3, [0, 0, 80]),
    slice('d', 4, [0, 0, 60]),
  ]
  expect(order(headFirst)).toBe('abcd')
  expect(order(headFirst.map((each, index) => ({ ...each, number: 4 - index })))).toBe('dcba')
})

test('the normal of the slices counts, not one axis', () => {
  const xs = [40, 10, 30, 20]
  expect(order(xs.map((x) => slice(String(x / 10), null, [x, x % 7, -x], sagittal)))).toMatch(/^(1234|4321)$/)
})

test.each([
  ['a position is missing', [slice('b', 2, null), slice('a', 1, [0, 0, 99])]],
  ['slices are not parallel', [slice('b', 2, [0, 0, 1], sagittal), slice('a', 1, [0, 0, 99])]],
  [
    'two share a position (a dynamic series)',
    [slice('c', 3, [0, 0, 5]), slice('a', 1, [0, 0, 9]), slice('b', 2, [0, 0, 5])],
  ],
])('instance numbers order where %s', (_, slices) => {
  expect(order(slices)).toBe('abc'.slice(0, slices.length))
})

test('no instance is lost, whatever the order', () => {
  const position = fc.oneof(
    fc.constant(null),
    fc.tuple(
      fc.double({ noNaN: true, min: -1e3, max: 1e3 }),
      fc.constant(0),
      fc.integer({ min: -99, max: 99 }),
    ),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.option(fc.nat(20)), position), { maxLength: 12 }), (entries) => {
      const slices = entries.map(([number, at], index) =>
        slice(`i${index}`, number, at as [number, number, number] | null),
      )
      expect(
        inReadingOrder(slices)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(slices.map(({ id }) => id).sort())
    }),
  )
})

/**
 * The program's icon, drawn once as shapes and written as SVG and PNG: a V of two clavicles on the dark of a reading
 * room, and the finding between them.
 */
import { PNG } from 'pngjs'

const side = 512
const background = { x: 16, y: 16, width: 480, height: 480, radius: 104, color: '#0d1522' }
const strokes = [
  { from: [132, 150], to: [256, 388], radius: 30, color: '#9fd0ff' },
  { from: [380, 150], to: [256, 388], radius: 30, color: '#5aa6f0' },
]
const finding = { center: [256, 190], radius: 40, color: '#ffb35c' }

export function iconSvg() {
  const { x, y, width, height, radius, color } = background
  const lines = strokes.map(
    ({ from, to, radius: half, color: paint }) =>
      `  <path d="M${from.join(' ')} L${to.join(' ')}" stroke="${paint}" stroke-width="${2 * half}" stroke-linecap="round"/>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" fill="none">`,
    `  <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${color}"/>`,
    ...lines,
    `  <circle cx="${finding.center[0]}" cy="${finding.center[1]}" r="${finding.radius}" fill="${finding.color}"/>`,
    '</svg>',
    '',
  ].join('\n')
}

/** @param {number} pixels edge length @returns {Buffer} */
export function iconPng(pixels) {
  const image = new PNG({ width: pixels, height: pixels })
  const scale = side / pixels
  for (let row = 0; row < pixels; row += 1) {
    for (let column = 0; column < pixels; column += 1) {
      const rgba = colorAt((column + 0.5) * scale, (row + 0.5) * scale, scale)
      image.data.set(rgba, (row * pixels + column) * 4)
    }
  }
  return PNG.sync.write(image)
}

/** Distance to each shape's edge gives its coverage of one pixel, which is `pixel` units wide. */
function colorAt(x, y, pixel) {
  const cover = (distance) => Math.min(1, Math.max(0, 0.5 - distance / pixel))
  const layers = [
    [background.color, cover(distanceToRoundedRectangle(x, y))],
    ...strokes.map((stroke) => [stroke.color, cover(distanceToSegment(x, y, stroke) - stroke.radius)]),
    [finding.color, cover(Math.hypot(x - finding.center[0], y - finding.center[1]) - finding.radius)],
  ]
  let [red, green, blue, alpha] = [0, 0, 0, 0]
  for (const [color, coverage] of layers) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    const below = alpha * (1 - coverage)
    const total = coverage + below
    if (total === 0) continue
    red = (r * coverage + red * below) / total
    green = (g * coverage + green * below) / total
    blue = (b * coverage + blue * below) / total
    alpha = total
  }
  return [Math.round(red), Math.round(green), Math.round(blue), Math.round(alpha * 255)]
}

function distanceToRoundedRectangle(x, y) {
  const { width, height, radius } = background
  const dx = Math.abs(x - background.x - width / 2) - width / 2 + radius
  const dy = Math.abs(y - background.y - height / 2) - height / 2 + radius
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
}

function distanceToSegment(x, y, { from, to }) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const along = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy)
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(x - from[0] - t * dx, y - from[1] - t * dy)
}

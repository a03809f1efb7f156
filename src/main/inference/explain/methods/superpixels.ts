/**
 * Superpixels of a grey film: k-means over position and grey in a window of two grid steps (Achanta et al., SLIC, IEEE
 * TPAMI 2012), then every piece that hangs loose joins a neighbour.
 */
export interface Segments {
  /** of each pixel, 0 .. count - 1, row by row */
  groups: Int32Array
  count: number
}

export interface GrayPlane {
  rows: number
  columns: number
  values: Float32Array
}

export interface SegmentOptions {
  /** wanted; there may be some more or fewer */
  segments: number
  /** the grey difference, of the plane's range, that weighs as much as one grid step */
  compactness: number
  /** called between rounds, so that a large film does not hold up the thread */
  breathe?: () => Promise<void>
}

const rounds = 10

export async function segment(plane: GrayPlane, options: SegmentOptions): Promise<Segments> {
  const gray = stretched(plane.values)
  const centres = gridCentres(plane, options.segments)
  const step = Math.sqrt((plane.rows * plane.columns) / centres.length)
  for (const centre of centres)
    centre.gray = gray[Math.round(centre.y) * plane.columns + Math.round(centre.x)]!
  const groups = new Int32Array(gray.length)
  for (let round = 0; round < rounds; round++) {
    assign(plane, gray, centres, step, options.compactness, groups)
    moveCentres(plane, gray, centres, groups)
    await options.breathe?.()
  }
  return connected(plane, gray, groups, (step * step) / 4)
}

interface Centre {
  x: number
  y: number
  gray: number
}

/** To 0..1. */
function stretched(values: Float32Array): Float32Array {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  return values.map((value) => (high > low ? (value - low) / (high - low) : 0))
}

function gridCentres({ rows, columns }: GrayPlane, wanted: number): Centre[] {
  const step = Math.sqrt((rows * columns) / wanted)
  const [down, across] = [Math.max(1, Math.round(rows / step)), Math.max(1, Math.round(columns / step))]
  return Array.from({ length: down * across }, (_, index) => ({
    x: (((index % across) + 0.5) * columns) / across - 0.5,
    y: ((Math.floor(index / across) + 0.5) * rows) / down - 0.5,
    gray: 0,
  }))
}

function assign(
  { rows, columns }: GrayPlane,
  gray: Float32Array,
  centres: readonly Centre[],
  step: number,
  compactness: number,
  groups: Int32Array,
): void {
  const nearest = new Float64Array(gray.length).fill(Infinity)
  // A little over one step to each side: every pixel is within reach of a centre of the grid, wherever that moves.
  const reach = Math.ceil(step * 1.5)
  for (const [index, centre] of centres.entries()) {
    const top = Math.max(0, Math.floor(centre.y) - reach)
    const bottom = Math.min(rows - 1, Math.ceil(centre.y) + reach)
    const left = Math.max(0, Math.floor(centre.x) - reach)
    const right = Math.min(columns - 1, Math.ceil(centre.x) + reach)
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const at = y * columns + x
        const away = ((x - centre.x) ** 2 + (y - centre.y) ** 2) / (step * step)
        const distance = away + ((gray[at]! - centre.gray) / compactness) ** 2
        if (distance >= nearest[at]!) continue
        nearest[at] = distance
        groups[at] = index
      }
    }
  }
}

function moveCentres(
  { columns }: GrayPlane,
  gray: Float32Array,
  centres: readonly Centre[],
  groups: Int32Array,
): void {
  const sums = centres.map(() => ({ x: 0, y: 0, gray: 0, size: 0 }))
  for (const [at, group] of groups.entries()) {
    const sum = sums[group]!
    sum.x += at % columns
    sum.y += Math.floor(at / columns)
    sum.gray += gray[at]!
    sum.size += 1
  }
  for (const [index, { x, y, gray: level, size }] of sums.entries()) {
    if (size > 0) Object.assign(centres[index]!, { x: x / size, y: y / size, gray: level / size })
  }
}

/** Numbers the connected pieces anew; one smaller than `least` pixels joins the neighbour nearest to it in grey. */
function connected(plane: GrayPlane, gray: Float32Array, groups: Int32Array, least: number): Segments {
  const pieces = new Int32Array(groups.length).fill(-1)
  const sizes: number[] = []
  const levels: number[] = []
  for (let start = 0; start < groups.length; start++) {
    if (pieces[start] !== -1) continue
    const piece = flood(plane, groups, pieces, start, sizes.length)
    sizes.push(piece.length)
    levels.push(piece.reduce((sum, at) => sum + gray[at]!, 0) / piece.length)
  }
  const target = joinSmall(plane, pieces, sizes, levels, least)
  const numbers = new Map<number, number>()
  for (const [at, piece] of pieces.entries()) {
    const root = target(piece)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    pieces[at] = numbers.get(root)!
  }
  return { groups: pieces, count: numbers.size }
}

/** Marks the piece that holds `start`; returns its pixels. */
function flood(
  plane: GrayPlane,
  groups: Int32Array,
  pieces: Int32Array,
  start: number,
  number: number,
): number[] {
  const found = [start]
  pieces[start] = number
  for (const at of found) {
    for (const next of neighbours(plane, at)) {
      if (pieces[next] !== -1 || groups[next] !== groups[start]) continue
      pieces[next] = number
      found.push(next)
    }
  }
  return found
}

function* neighbours({ rows, columns }: GrayPlane, at: number): Generator<number> {
  const x = at % columns
  if (x > 0) yield at - 1
  if (x < columns - 1) yield at + 1
  if (at >= columns) yield at - columns
  if (at < (rows - 1) * columns) yield at + columns
}

/** @returns for each piece the one that it belongs to in the end */
function joinSmall(
  plane: GrayPlane,
  pieces: Int32Array,
  sizes: number[],
  levels: number[],
  least: number,
): (piece: number) => number {
  const beside = sizes.map(() => new Set<number>())
  for (const [at, piece] of pieces.entries())
    for (const next of neighbours(plane, at)) if (pieces[next] !== piece) beside[piece]!.add(pieces[next]!)
  const parent = sizes.map((_, piece) => piece)
  const root = (piece: number): number => {
    let at = piece
    while (parent[at] !== at) at = parent[at]!
    return at
  }
  const smallFirst = [...sizes.keys()].sort((one, other) => sizes[one]! - sizes[other]!)
  for (const piece of smallFirst) {
    const own = root(piece)
    if (sizes[own]! >= least) continue
    const around = [...new Set([...beside[own]!].map(root))].filter((other) => other !== own)
    const [into] = around.sort(
      (one, other) => Math.abs(levels[one]! - levels[own]!) - Math.abs(levels[other]! - levels[own]!),
    )
    if (into === undefined) continue
    parent[own] = into
    levels[into] = (levels[into]! * sizes[into]! + levels[own]! * sizes[own]!) / (sizes[into]! + sizes[own]!)
    sizes[into]! += sizes[own]!
    for (const other of beside[own]!) beside[into]!.add(other)
  }
  return root
}

/** What lies between the lungs and behind them: heart, great vessels, airways, breastbone, spine. */
import type { SeededRandom } from '../random'
import type { Build } from './build'
import { cageSection, spineY, vertebraTopZ } from './cage'
import { type Layer, layer } from './layer'
import { hounsfield } from './materials'
import { column, ellipsoid, mix, type Point, type Section, smoothStep, type Solid } from './solid'

/** What lies between the lungs: narrow at the hila, wider towards the neck and the diaphragm. */
export function mediastinum(build: Build): Layer[] {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  const apexTop = build.angleZ + 0.95 * (build.apexZ - build.angleZ)
  const section = (z: number): Section | null => {
    if (z >= build.apexZ || z < build.angleZ) return null
    const share = z / height
    const upper = smoothStep(0.24, 0.56, share)
    // The edge turns outward over the apex of the lung like a quarter of an ellipse.
    const dome = Math.min(1, Math.max(0, (z - 0.3 * height) / (apexTop - 0.3 * height)))
    const outward = 1 - Math.sqrt(1 - dome * dome)
    const lower = smoothStep(-0.3, -0.62, share)
    return {
      x: 0.015 * width * (1 - upper),
      y: mix(-0.02, 0.25, upper) * depth,
      halfWidth: width * (0.145 + 0.03 * upper + 0.3 * outward + (dome === 1 ? 0.2 : 0) + 0.03 * lower),
      halfDepth: depth * mix(0.86, 0.62, upper),
      roundness: 0.3,
    }
  }
  const layers = [layer('mediastinum', hounsfield.muscle - 20, column(section))]
  if (build.thymus > 0.05) {
    const a = (0.14 + 0.13 * build.thymus) * width
    const place = { x: 0.02 * width, y: -0.5 * depth, z: 0.16 * height }
    layers.push(
      layer('thymus', hounsfield.muscle - 15, ellipsoid(place, { a, b: 0.22 * depth, c: 0.2 * height }, -6)),
    )
  }
  // superior vena cava along the right upper border
  const cava = { x: -0.09 * width, y: -0.12 * depth, z: 0.12 * height }
  layers.push(
    layer(
      'cava',
      hounsfield.blood,
      ellipsoid(cava, { a: 0.095 * width, b: 0.16 * depth, c: 0.42 * height }, -2),
    ),
  )
  return layers
}

/** The heart's outline is the union of its chambers: right atrium, left ventricle, outflow, aortic arch. */
export function heart(build: Build, random: SeededRandom): Layer[] {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  // The heart's width is shared out about a third to the right and two thirds to the left of the spine.
  const right = 0.64 * build.cardioThoracicRatio * width
  const left = 1.36 * build.cardioThoracicRatio * width
  const tilt = random.between(28, 38)
  const chamber = (center: Point, half: { a: number; b: number; c: number }, turn = 0): Layer =>
    layer('heart', hounsfield.blood, ellipsoid(center, half, turn))
  const ventricle = 0.58 * left
  return [
    chamber(
      { x: left - 0.93 * ventricle, y: -0.28 * depth, z: -0.3 * height },
      { a: ventricle, b: 0.5 * depth, c: 0.27 * height },
      tilt,
    ),
    chamber(
      { x: -right + 0.74 * right, y: -0.15 * depth, z: -0.27 * height },
      { a: 0.74 * right, b: 0.46 * depth, c: 0.32 * height },
    ),
    chamber(
      { x: 0.12 * width, y: -0.3 * depth, z: -0.02 * height },
      { a: 0.235 * width, b: 0.36 * depth, c: 0.2 * height },
      14,
    ),
    chamber(
      { x: 0.12 * width, y: -0.2 * depth, z: 0.12 * height },
      { a: 0.14 * width, b: 0.24 * depth, c: 0.13 * height },
      8,
    ),
    chamber(
      { x: 0.03 * width, y: 0.1 * depth, z: -0.12 * height },
      { a: 0.2 * width, b: 0.3 * depth, c: 0.15 * height },
    ),
    layer(
      'arch',
      hounsfield.blood,
      ellipsoid(
        { x: mix(0.07, 0.12, build.aorta) * width, y: 0.1 * depth, z: 0.24 * height },
        { a: mix(0.08, 0.125, build.aorta) * width, b: 0.36 * depth, c: 0.075 * height },
        10,
      ),
    ),
  ]
}

export function descendingAorta(build: Build): Solid {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  const radius = mix(0.055, 0.085, build.aorta) * width
  return column((z) => {
    if (z > 0.24 * height) return null
    const x = width * mix(0.115, 0.03, smoothStep(0, -0.6, z / height))
    return { x, y: 0.52 * depth, halfWidth: radius, halfDepth: radius, roundness: 0.5 }
  })
}

export function sternum(build: Build): Solid {
  const { halfWidth: width, lungHeight: height } = build
  return column((z) => {
    const share = z / height
    if (share > 0.36 || share < -0.3) return null
    const cage = cageSection(build, z)
    if (!cage) return null
    const halfWidth = width * (0.09 + 0.08 * smoothStep(0.18, 0.3, share))
    return {
      x: 0,
      y: cage.y - cage.halfDepth - 3 * build.bone,
      halfWidth,
      halfDepth: 5 * build.bone,
      roundness: 0.3,
    }
  })
}

/** Bodies with waists and dense plates, discs between them, and the column of arches behind. */
export function spine(build: Build): Layer[] {
  const { vertebraPitch: pitch, halfWidth: width } = build
  const origin = vertebraTopZ(build, 1)
  const phaseAt = (z: number): number => {
    const steps = (origin - z) / pitch
    return steps - Math.floor(steps)
  }
  const bodyShare = 0.79
  const bodies = column((z) => {
    const phase = phaseAt(z) / bodyShare
    const waist = phase < 1 ? 1 - 0.1 * Math.sin(Math.PI * phase) : 0.96
    const neck = 1 - 0.16 * smoothStep(0.5, 0.7, z / build.lungHeight)
    return {
      x: 0,
      y: spineY(build, z),
      halfWidth: 0.125 * width * waist * neck,
      halfDepth: 0.12 * width * neck,
      roundness: 0.4,
    }
  })
  const bodyHu = (z: number): number => {
    const phase = phaseAt(z)
    if (phase > bodyShare) return hounsfield.disc
    return Math.min(phase, bodyShare - phase) * pitch < 0.55 + 0.35 * build.bone ? 520 : hounsfield.marrow
  }
  const arches = column((z) => {
    const phase = phaseAt(z)
    const narrow = 0.4 + 0.6 * smoothStep(0.45, 0.2, Math.abs(phase - 0.45))
    return {
      x: 0,
      y: spineY(build, z) + 0.24 * width,
      halfWidth: 0.11 * width * narrow,
      halfDepth: 0.04 * width,
      roundness: 0.5,
    }
  })
  return [
    { name: 'spine', solid: bodies, hu: bodyHu },
    layer(
      'canal',
      hounsfield.muscle - 20,
      column((z) => ({
        x: 0,
        y: spineY(build, z) + 0.165 * width,
        halfWidth: 0.07 * width,
        halfDepth: 0.05 * width,
        roundness: 0.5,
      })),
    ),
    layer('arch of spine', hounsfield.marrow + 60, arches),
  ]
}

export function gullet(build: Build): Solid {
  const { halfWidth: width } = build
  return column((z) => ({
    x: 0.02 * width,
    y: spineY(build, z) - 0.16 * width,
    halfWidth: 0.055 * width,
    halfDepth: 0.03 * width,
    roundness: 0.5,
  }))
}

export const carinaZ = (build: Build): number => 0.1 * build.lungHeight

/** Windpipe and the two main bronchi; the right one is steeper and shorter. */
export function airways(build: Build): Layer[] {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  const radius = 0.064 * width
  const fork = carinaZ(build)
  const windpipe = column((z) => {
    if (z < fork - 0.02 * height) return null
    const y = mix(0.3, 0.05, smoothStep(0.15, 0.75, z / height)) * depth
    return {
      x: -0.025 * width * smoothStep(0.6, 0.2, z / height),
      y,
      halfWidth: radius,
      halfDepth: radius,
      roundness: 0.5,
    }
  })
  const bronchus = (side: 1 | -1): Solid =>
    ellipsoid(
      {
        x: side * (side === 1 ? 0.15 : 0.11) * width - 0.025 * width,
        y: 0.3 * depth,
        z: fork - (side === 1 ? 0.05 : 0.075) * height,
      },
      { a: (side === 1 ? 0.19 : 0.15) * width, b: radius * 0.8, c: radius * 0.72 },
      side === 1 ? 30 : -48,
    )
  return [
    layer('airway', hounsfield.air + 15, windpipe),
    layer('airway', hounsfield.air + 30, bronchus(1)),
    layer('airway', hounsfield.air + 30, bronchus(-1)),
  ]
}

/** Puts window, inversion and interpolation on a Cornerstone viewport, on the GPU and in the CPU renderer alike. */
import { Enums, type Types } from '@cornerstonejs/core'
import type { ImageAttributes } from '../../../shared/domain/imaging/instance'
import { drawnRamp, sampleToModality, type ShownWindow } from '../display/shown-window'
import { brightness, lutBrightness } from '../display/window'
import type { LoadedFrame } from '../image/frame-loader'

export interface Presentation {
  shown: ShownWindow
  /** the reader's own inversion; MONOCHROME1 and a falling rescale are added here */
  inverted: boolean
  smoothing: boolean
}

/** Steps of the brightness curve; screens show 256. */
const curveSteps = 512

interface Curve {
  lower: number
  upper: number
  /** samples with their brightness 0..1, ascending; two for a straight ramp */
  points: { sample: number; grey: number }[]
}

/** The grey curve over the shown samples. */
export function greyCurve(
  { shown, inverted }: Presentation,
  image: ImageAttributes,
  frame: Pick<LoadedFrame, 'slope' | 'intercept' | 'description'>,
): Curve {
  const toModality = sampleToModality(frame, image)
  const scale = toModality(1) - toModality(0) || 1
  const toSample = (value: number) => (value - toModality(0)) / scale
  const ramp = drawnRamp(shown)
  const ends = [toSample(ramp.lower), toSample(ramp.upper)]
  const lower = Math.min(...ends)
  const upper = Math.max(...ends)
  const turned = inverted !== (frame.description.photometricInterpretation === 'MONOCHROME1')
  const steps = shown.lut || shown.window.lutFunction === 'SIGMOID' ? curveSteps : 1
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const sample = lower + ((upper - lower) * step) / steps
    const value = toModality(sample)
    const grey = shown.lut ? lutBrightness(value, shown.lut) : brightness(value, shown.window)
    return { sample, grey: turned ? 1 - grey : grey }
  })
  return { lower, upper, points }
}

interface GreyTransferFunction {
  removeAllPoints(): void
  addRGBPoint(x: number, r: number, g: number, b: number): number
  setMappingRange(lower: number, upper: number): boolean
}

interface SliceActor {
  getProperty(): {
    getRGBTransferFunction(index: number): GreyTransferFunction | null
    setUseLookupTableScalarRange(use: boolean): boolean
  }
}

function applyOnGpu(viewport: Types.IStackViewport, curve: Curve): void {
  // Its type leaves out that there is none before the first image.
  const entry = viewport.getDefaultActor() as Types.ActorEntry | undefined
  const actor = entry?.actor as unknown as SliceActor | undefined
  const transfer = actor?.getProperty().getRGBTransferFunction(0)
  if (!actor || !transfer) return
  actor.getProperty().setUseLookupTableScalarRange(true)
  transfer.removeAllPoints()
  for (const { sample, grey } of curve.points) transfer.addRGBPoint(sample, grey, grey, grey)
  transfer.setMappingRange(curve.lower, curve.upper)
}

interface CpuElement {
  viewport: {
    invert?: boolean
    voi?: { windowWidth: number; windowCenter: number }
    voiLUT?: { id: string; firstValueMapped: number; lut: number[] } | undefined
  }
}

let lutCount = 0

/** The CPU renderer takes straight ramps by window, and any other curve as a table over the samples. */
function applyOnCpu(
  viewport: Types.IStackViewport,
  curve: Curve,
  frame: Pick<LoadedFrame, 'smallest' | 'largest'>,
): void {
  const element = (viewport as unknown as { _cpuFallbackEnabledElement: CpuElement })
    ._cpuFallbackEnabledElement
  const [first, last] = [curve.points[0], curve.points.at(-1)]
  if (!first || !last) return
  const straight = curve.points.length === 2
  viewport.setProperties({
    voiRange: { lower: curve.lower, upper: curve.upper },
    invert: straight && first.grey > last.grey,
  })
  if (straight) {
    delete element.viewport.voiLUT
    return
  }
  const table = Array.from({ length: frame.largest - frame.smallest + 1 }, (_, offset) => {
    const share = (offset + frame.smallest - curve.lower) / (curve.upper - curve.lower)
    const step = Math.min(curveSteps, Math.max(0, Math.round(share * curveSteps)))
    return Math.round((curve.points[step]?.grey ?? 0) * 255)
  })
  // Cornerstone takes the table's depth from its largest entry: a last entry of 255 makes it 8 bits.
  table.push(255)
  lutCount += 1
  element.viewport.voiLUT = { id: `curve-${lutCount}`, firstValueMapped: frame.smallest, lut: table }
}

/** Colour images are shown as they are. Call after each new image: Cornerstone puts its own defaults there. */
export function applyPresentation(
  viewport: Types.IStackViewport,
  presentation: Presentation,
  image: ImageAttributes,
  frame: LoadedFrame,
  mode: 'webgl2' | 'cpu',
): void {
  const { InterpolationType } = Enums
  viewport.setProperties({
    interpolationType: presentation.smoothing ? InterpolationType.LINEAR : InterpolationType.NEAREST,
  })
  if (frame.description.samplesPerPixel === 3) return
  const curve = greyCurve(presentation, image, frame)
  if (mode === 'webgl2') applyOnGpu(viewport, curve)
  else applyOnCpu(viewport, curve, frame)
}

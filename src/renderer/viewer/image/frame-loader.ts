/**
 * Cornerstone's image loader for `study:` ids. Main decodes every frame (the same decoder feeds the models), so the
 * page only reads samples; windows are applied by the viewer itself, in modality units (see display/window.ts).
 */
import { Enums, utilities, type Types } from '@cornerstonejs/core'
import { FrameDescription } from '../../../shared/domain/imaging/instance'
import { toShownSamples, type FrameSamples } from './frame-samples'
import { findFrame } from './image-catalogue'
import { frameUrl, parseImageId } from './image-id'
import { codeOfResponse, ViewerError } from './viewer-error'

/** What the viewer needs to know of the shown samples beside Cornerstone's image. */
export interface LoadedFrame extends FrameSamples {
  description: FrameDescription
}

const loadedFrames = new WeakMap<Types.IImage, LoadedFrame>()

export const loadedFrameOf = (image: Types.IImage): LoadedFrame | null => loadedFrames.get(image) ?? null

const arrayNames = { Uint8Array, Uint16Array, Int16Array, Float32Array } as const

async function fetchFrame(url: string, signal: AbortSignal, floatTextures: boolean): Promise<LoadedFrame> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new ViewerError(codeOfResponse(response))
  const header = response.headers.get('x-vesalius-frame')
  const description = FrameDescription.parse(JSON.parse(header ?? 'null'))
  return { description, ...toShownSamples(await response.arrayBuffer(), description, floatTextures) }
}

function toCornerstoneImage(imageId: string, frame: LoadedFrame): Types.IImage {
  const { description, samples, smallest, largest } = frame
  const { rows, columns, samplesPerPixel } = description
  const spacing = findFrame(imageId)?.image.pixelSpacingMm ?? [1, 1]
  const color = samplesPerPixel === 3
  const type = (Object.keys(arrayNames) as (keyof typeof arrayNames)[]).find(
    (name) => samples instanceof arrayNames[name],
  )
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({
    scalarData: samples,
    width: columns,
    height: rows,
    numberOfComponents: samplesPerPixel,
  })
  const image = {
    imageId,
    // Colour tables are indexed by the whole byte.
    minPixelValue: color ? 0 : smallest,
    maxPixelValue: color ? 255 : largest,
    // The viewer gives windows in samples, so Cornerstone has nothing to rescale.
    slope: 1,
    intercept: 0,
    windowCenter: color ? 128 : (smallest + largest + 1) / 2,
    windowWidth: color ? 256 : Math.max(1, largest - smallest + 1),
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    getPixelData: () => samples,
    // Cornerstone reads this as optional although its type says otherwise; there is no ready canvas.
    getCanvas: undefined as unknown as () => HTMLCanvasElement,
    rows,
    columns,
    height: rows,
    width: columns,
    color,
    rgba: false,
    numberOfComponents: samplesPerPixel,
    rowPixelSpacing: spacing[0],
    columnPixelSpacing: spacing[1],
    invert: false,
    photometricInterpretation: color ? 'RGB' : 'MONOCHROME2',
    sizeInBytes: samples.byteLength,
    dataType: type ?? 'Float32Array',
    voxelManager,
  } satisfies Types.IImage
  loadedFrames.set(image, frame)
  return image
}

/** @param floatTextures whether the renderer takes 32 bit floats (the GPU does, the CPU renderer does not) */
export const createFrameLoader =
  (floatTextures: boolean): Types.ImageLoaderFn =>
  (imageId) => {
    const abort = new AbortController()
    const url = frameUrl(parseImageId(imageId))
    const promise = fetchFrame(url, abort.signal, floatTextures).then((frame) =>
      toCornerstoneImage(imageId, frame),
    )
    return { promise, cancelFn: () => abort.abort() }
  }

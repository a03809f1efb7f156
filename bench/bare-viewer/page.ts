/** Cornerstone with the least around it: one stack viewport, files read unencrypted, uncompressed CT only. */
import {
  cache,
  Enums,
  imageLoader,
  init,
  metaData,
  RenderingEngine,
  setUseCPURendering,
  type Types,
  utilities,
} from '@cornerstonejs/core'
import dicomParser from 'dicom-parser'

interface Slice {
  rows: number
  columns: number
  spacing: [number, number]
  position: number[]
}

const slices = new Map<string, Slice>()

async function loadSlice(imageId: string): Promise<Types.IImage> {
  const bytes = new Uint8Array(await (await fetch(imageId.replace('bare:', 'bench://files/'))).arrayBuffer())
  const read = dicomParser.parseDicom(bytes)
  const element = read.elements['x7fe00010']
  const rows = read.uint16('x00280010')
  const columns = read.uint16('x00280011')
  if (!element || !rows || !columns) throw new Error('not an image')
  const samples = new Int16Array(bytes.slice(element.dataOffset, element.dataOffset + element.length).buffer)
  const spacing: [number, number] = [
    read.floatString('x00280030', 0) ?? 1,
    read.floatString('x00280030', 1) ?? 1,
  ]
  slices.set(imageId, {
    rows,
    columns,
    spacing,
    position: [0, 1, 2].map((axis) => read.floatString('x00200032', axis) ?? 0),
  })
  let smallest = Infinity
  let largest = -Infinity
  for (const value of samples) {
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  return {
    imageId,
    minPixelValue: smallest,
    maxPixelValue: largest,
    slope: 1,
    intercept: 0,
    windowCenter: 40,
    windowWidth: 400,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    getPixelData: () => samples,
    getCanvas: undefined as unknown as () => HTMLCanvasElement,
    rows,
    columns,
    height: rows,
    width: columns,
    color: false,
    rgba: false,
    numberOfComponents: 1,
    rowPixelSpacing: spacing[0],
    columnPixelSpacing: spacing[1],
    invert: false,
    photometricInterpretation: 'MONOCHROME2',
    sizeInBytes: samples.byteLength,
    dataType: 'Int16Array',
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      scalarData: samples,
      width: columns,
      height: rows,
      numberOfComponents: 1,
    }),
  }
}

const { IMAGE_PIXEL, IMAGE_PLANE, GENERAL_SERIES }: Record<string, string> = Enums.MetadataModules

function provide(module: string, imageId: unknown): unknown {
  const slice = typeof imageId === 'string' ? slices.get(imageId) : undefined
  if (!slice) return undefined
  if (module === IMAGE_PIXEL) {
    return {
      rows: slice.rows,
      columns: slice.columns,
      samplesPerPixel: 1,
      photometricInterpretation: 'MONOCHROME2',
      bitsAllocated: 16,
      bitsStored: 16,
      highBit: 15,
      pixelRepresentation: 1,
    }
  }
  if (module !== IMAGE_PLANE) return module === GENERAL_SERIES ? { modality: 'CT' } : undefined
  return {
    rows: slice.rows,
    columns: slice.columns,
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    imagePositionPatient: slice.position,
    pixelSpacing: slice.spacing,
    rowPixelSpacing: slice.spacing[0],
    columnPixelSpacing: slice.spacing[1],
    frameOfReferenceUID: '1',
  }
}

const names = new URLSearchParams(location.search)
init()
setUseCPURendering(names.get('rendering') === 'cpu', false)
imageLoader.registerImageLoader('bare', (imageId) => ({ promise: loadSlice(imageId) }))
metaData.addProvider(provide, 10_000)
cache.setMaxCacheSize(1 << 30)
const element = document.querySelector<HTMLDivElement>('#cell')
if (!element) throw new Error('no cell')
const engine = new RenderingEngine('bare')
engine.enableElement({ viewportId: 'bare', type: Enums.ViewportType.STACK, element })
const viewport = engine.getViewport<Types.IStackViewport>('bare')
document.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown') return
  event.preventDefault()
  void viewport.setImageIdIndex(viewport.getCurrentImageIdIndex() + 1).then(() => viewport.render())
})

declare global {
  var openStack: (files: string[]) => void
}
globalThis.openStack = (files) => {
  void viewport.setStack(files.map((name) => `bare:${name}`)).then(() => {
    viewport.setProperties({ voiRange: { lower: -160, upper: 240 } })
    viewport.render()
  })
}

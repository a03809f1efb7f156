/** What the viewer and the models need to know about the pixels, from the header of single and multi-frame objects. */
import type {
  FrameGeometry,
  ImageAttributes,
  VoiLut,
  VoiWindow,
} from '../../../shared/domain/imaging/instance'
import { readLookupTable } from '../pixels/lookup-tables'
import type { DataSet } from './data-set'
import type { PixelModule } from './pixel-module'

const tags = {
  sharedGroups: 0x52009229,
  perFrameGroups: 0x52009230,
  pixelMeasures: 0x00289110,
  planePosition: 0x00209113,
  planeOrientation: 0x00209116,
  valueTransformation: 0x00289145,
  frameVoi: 0x00289132,
  frameAnatomy: 0x00209071,
  detectorInformation: 0x00540022,
} as const

/** CT objects: rescaled values are Hounsfield units unless another unit is named (PS3.3 C.8.2.1). */
const hounsfieldClasses = new Set([
  '1.2.840.10008.5.1.4.1.1.2',
  '1.2.840.10008.5.1.4.1.1.2.1',
  '1.2.840.10008.5.1.4.1.1.2.2',
])
const projectionModalities = new Set(['CR', 'DX', 'MG', 'RF', 'XA', 'IO', 'PX', 'RG'])

export function readImageAttributes(
  module: PixelModule,
  modality: string,
  sopClassUid: string,
): ImageAttributes {
  const { dataSet, transferSyntax } = module
  const lossyMark = dataSet.text(0x00282110)
  return {
    rows: module.rows,
    columns: module.columns,
    frames: module.frames,
    samplesPerPixel: module.samplesPerPixel,
    bitsAllocated: module.bitsAllocated,
    bitsStored: module.bitsStored,
    pixelRepresentation: module.signed ? 1 : 0,
    photometricInterpretation: module.photometricInterpretation,
    ...readSpacing(dataSet, modality),
    sliceThicknessMm: positive(
      dataSet.number(0x00180050) ?? group(dataSet, tags.pixelMeasures, 0x00180050)?.number(0x00180050),
    ),
    ...readRescale(module, sopClassUid),
    ...readVoi(module),
    frameTimeMs: module.frames > 1 ? readFrameTime(dataSet) : null,
    patientOrientation: pair(dataSet.texts(0x00200020)),
    laterality:
      dataSet.text(0x00200062) ||
      dataSet.text(0x00200060) ||
      (group(dataSet, tags.frameAnatomy)?.text(0x00209072) ?? ''),
    lossyCompressed: lossyMark === '01' || (transferSyntax.lossy && lossyMark !== '00'),
    burnedInAnnotation:
      ({ YES: 'yes', NO: 'no' } as const)[dataSet.text(0x00280301).toUpperCase()] ?? 'unstated',
    geometry: readGeometry(module),
    frameOfReferenceUid: dataSet.text(0x00200052) || null,
  }
}

/** A functional group macro (C.7.6.16): the shared one, else the first frame's. @param holding an attribute it must have */
function group(dataSet: DataSet, tag: number, holding?: number): DataSet | null {
  for (const groups of [dataSet.item(tags.sharedGroups), dataSet.item(tags.perFrameGroups)]) {
    const found = groups?.item(tag)
    if (found && (holding === undefined || found.has(holding))) return found
  }
  return null
}

const positive = (value: number | null | undefined) => ((value ?? 0) > 0 ? (value ?? null) : null)

function spacingOf(dataSet: DataSet | null | undefined, tag: number): [number, number] | null {
  const [row, column] = dataSet?.numbers(tag) ?? []
  return row !== undefined && column !== undefined && row > 0 && column > 0 ? [row, column] : null
}

function readSpacing(
  dataSet: DataSet,
  modality: string,
): Pick<ImageAttributes, 'pixelSpacingMm' | 'pixelSpacingAt'> {
  const spacing =
    spacingOf(dataSet, 0x00280030) ?? spacingOf(group(dataSet, tags.pixelMeasures, 0x00280030), 0x00280030)
  const detector = spacingOf(dataSet, 0x00181164) ?? spacingOf(dataSet, 0x00182010)
  if (!spacing) return { pixelSpacingMm: detector, pixelSpacingAt: detector ? 'detector' : 'none' }
  if (!projectionModalities.has(modality)) return { pixelSpacingMm: spacing, pixelSpacingAt: 'patient' }
  // Projection radiography magnifies: only a stated or evident calibration makes it the patient's plane (C.7.6.3, 10.7.1.3).
  const isCalibrated =
    dataSet.text(0x00280a02) !== '' || detector?.some((value, axis) => value !== spacing[axis]) === true
  return { pixelSpacingMm: spacing, pixelSpacingAt: isCalibrated ? 'patient' : 'detector' }
}

function readRescale(
  { dataSet, samplesPerPixel }: PixelModule,
  sopClassUid: string,
): Pick<ImageAttributes, 'rescaleSlope' | 'rescaleIntercept' | 'rescaleType'> {
  const lut = dataSet.item(0x00283000)
  if (lut) return { rescaleSlope: 1, rescaleIntercept: 0, rescaleType: lut.text(0x00283004) }
  const source = dataSet.has(0x00281053) ? dataSet : group(dataSet, tags.valueTransformation)
  const slope = source?.number(0x00281053) ?? 1
  const intercept = source?.number(0x00281052)
  if (samplesPerPixel > 1 || slope === 0) return { rescaleSlope: 1, rescaleIntercept: 0, rescaleType: '' }
  const implied = hounsfieldClasses.has(sopClassUid) && intercept != null ? 'HU' : ''
  return {
    rescaleSlope: slope,
    rescaleIntercept: intercept ?? 0,
    rescaleType: (source?.text(0x00281054) ?? '') || implied,
  }
}

function readVoi(module: PixelModule): Pick<ImageAttributes, 'windows' | 'voiLuts'> {
  const { dataSet, signed, samplesPerPixel } = module
  if (samplesPerPixel > 1 || module.photometricInterpretation === 'PALETTE COLOR')
    return { windows: [], voiLuts: [] }
  const source = dataSet.has(0x00281050) ? dataSet : (group(dataSet, tags.frameVoi) ?? dataSet)
  const widths = source.numbers(0x00281051)
  const explanations = source.texts(0x00281055)
  const stated = source.text(0x00281056)
  const lutFunction = stated === 'SIGMOID' || stated === 'LINEAR_EXACT' ? stated : 'LINEAR'
  const windows: VoiWindow[] = source.numbers(0x00281050).flatMap((center, nth) => {
    const width = widths[nth] ?? 0
    // A width of 1 is the narrowest for LINEAR (C.11.2.1.2); senders of 0 mean "none".
    const isUsable = lutFunction === 'LINEAR' ? width >= 1 : width > 0
    return isUsable ? [{ center, width, explanation: explanations[nth] ?? '', lutFunction }] : []
  })
  return { windows, voiLuts: dataSet.items(0x00283010).flatMap((item) => readVoiLut(item, signed)) }
}

function readVoiLut(item: DataSet, signed: boolean): VoiLut[] {
  const table = readLookupTable(item, signed)
  if (!table) return []
  return [
    {
      explanation: item.text(0x00283003),
      firstMapped: table.firstMapped,
      bits: table.bits,
      data: [...table.entries],
    },
  ]
}

function readFrameTime(dataSet: DataSet): number | null {
  const time = positive(dataSet.number(0x00181063)) ?? positive(dataSet.numbers(0x00181065)[1])
  if (time !== null) return time
  const rate = positive(dataSet.number(0x00180040)) ?? positive(dataSet.number(0x00082144))
  return rate === null ? null : 1000 / rate
}

function pair(values: readonly string[]): [string, string] | null {
  const [row = '', column = ''] = values
  return row !== '' && column !== '' ? [row, column] : null
}

function readGeometry(module: PixelModule): FrameGeometry[] {
  const { dataSet, frames } = module
  const shared = dataSet.item(tags.sharedGroups)
  const perFrame = dataSet.items(tags.perFrameGroups)
  if (shared || perFrame.length > 0) {
    const sharedPlane = planeOf(shared?.item(tags.planePosition), shared?.item(tags.planeOrientation))
    const planes = perFrame.slice(0, frames).map((groups) => {
      const own = planeOf(groups.item(tags.planePosition), groups.item(tags.planeOrientation))
      return {
        imagePositionPatientMm: own.imagePositionPatientMm ?? sharedPlane.imagePositionPatientMm,
        imageOrientationPatient: own.imageOrientationPatient ?? sharedPlane.imageOrientationPatient,
      }
    })
    return planes.length === frames ? planes : [sharedPlane]
  }
  const plane = dataSet.has(0x00200037) ? planeOf(dataSet, dataSet) : detectorPlane(dataSet)
  return stackOf(module, plane)
}

/** Nuclear medicine keeps the plane in its detector (C.8.4.11). */
function detectorPlane(dataSet: DataSet): FrameGeometry {
  const detector = dataSet.item(tags.detectorInformation)
  return planeOf(detector, detector)
}

/** RT Dose: planes at offsets along the normal of the first one (C.8.8.3.2). */
function stackOf({ dataSet, frames }: PixelModule, plane: FrameGeometry): FrameGeometry[] {
  const offsets = dataSet.numbers(0x3004000c)
  const { imagePositionPatientMm: position, imageOrientationPatient: axes } = plane
  if (frames === 1 || offsets.length !== frames || !position || !axes) return [plane]
  const [rx, ry, rz, cx, cy, cz] = axes
  const normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx] as const
  const first = offsets[0] as number
  // Offsets start at 0; older objects give the z coordinate itself.
  const isRelative = first === 0
  return offsets.map((offset) => ({
    imagePositionPatientMm: isRelative
      ? [position[0] + normal[0] * offset, position[1] + normal[1] * offset, position[2] + normal[2] * offset]
      : [position[0], position[1], offset],
    imageOrientationPatient: axes,
  }))
}

function planeOf(
  position: DataSet | null | undefined,
  orientation: DataSet | null | undefined,
): FrameGeometry {
  const [x, y, z] = position?.numbers(0x00200032) ?? []
  const [a, b, c, d, e, f] = orientation?.numbers(0x00200037) ?? []
  const hasAxes =
    a !== undefined &&
    b !== undefined &&
    c !== undefined &&
    d !== undefined &&
    e !== undefined &&
    f !== undefined
  return {
    imagePositionPatientMm: x !== undefined && y !== undefined && z !== undefined ? [x, y, z] : null,
    imageOrientationPatient: hasAxes ? [a, b, c, d, e, f] : null,
  }
}

/** Slices of a synthetic chest as CT Image Storage (PS3.3 A.3, C.8.2). */
import { buildChest, type ChestOptions } from '../anatomy/chest'
import { burnMark } from '../burn-mark'
import { CtSlicer, planCt } from '../ct/slice-chest'
import { markRow, syntheticMark } from '../film/synthetic-film'
import { commonAttributes, stableUid, type SyntheticPatient } from './synthetic-patient'
import { writePart10 } from './write-part10'

const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2'

export interface CtSeries {
  patient: SyntheticPatient
  chest: ChestOptions
  slices: number
  /** rows and columns */
  size: number
  description: string
}

export interface NamedFile {
  name: string
  bytes: Uint8Array
}

/** One file after another, from the feet to the head, so that a long series needs the memory of one. */
export function* ctFiles({
  patient,
  chest: options,
  slices,
  size,
  description,
}: CtSeries): Generator<NamedFile> {
  const chest = buildChest(options)
  const plan = planCt(chest, slices, size)
  const slicer = new CtSlicer(chest, plan, options.seed + 6)
  const words = ['ct', patient.seed, patient.ageYears, patient.sex, description, slices, size] as const
  const decimal = (value: number): string => value.toFixed(5)
  const shared = {
    ...commonAttributes(patient, { description, time: '103000', uid: stableUid('study', ...words) }),
    SOPClassUID: ctImageStorage,
    Modality: 'CT',
    ImageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'SYNTHETIC'],
    SeriesInstanceUID: stableUid('series', ...words),
    FrameOfReferenceUID: stableUid('frame of reference', ...words),
    PositionReferenceIndicator: '',
    SeriesNumber: 2,
    SeriesDescription: 'Thorax axial, synthetic',
    AcquisitionNumber: 1,
    BodyPartExamined: 'CHEST',
    PatientPosition: 'HFS',
    KVP: '120',
    SliceThickness: decimal(plan.sliceSpacingMm),
    SpacingBetweenSlices: decimal(plan.sliceSpacingMm),
    ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
    PixelSpacing: [decimal(plan.pixelSpacingMm), decimal(plan.pixelSpacingMm)],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: size,
    Columns: size,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    RescaleIntercept: '0',
    RescaleSlope: '1',
    RescaleType: 'HU',
    WindowCenter: ['40', '-600'],
    WindowWidth: ['400', '1500'],
    WindowCenterWidthExplanation: ['MEDIASTINUM', 'LUNG'],
  }
  const dot = Math.max(1, Math.round(size / 256))
  for (const [index, z] of plan.heights.entries()) {
    const pixels = slicer.slice(index)
    burnMark(
      { rows: size, columns: size, pixels },
      syntheticMark,
      { row: markRow(size), column: 3 * dot, dot },
      1500,
      -1000,
    )
    const bytes = writePart10(
      {
        ...shared,
        SOPInstanceUID: stableUid('instance', ...words, index),
        InstanceNumber: index + 1,
        SliceLocation: decimal(z),
        ImagePositionPatient: [decimal(plan.origin.x), decimal(plan.origin.y), decimal(z)],
      },
      pixels,
    )
    yield { name: `ct-${String(index + 1).padStart(4, '0')}.dcm`, bytes }
  }
}

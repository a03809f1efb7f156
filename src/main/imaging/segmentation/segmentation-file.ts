/**
 * Regions that a model marked as a DICOM Segmentation (PS3.3 A.51, C.8.20): binary, one segment and one frame a label, in
 * the pixel grid of the image that it was made of.
 */
import type { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type { InputRegion } from '../../../shared/domain/models/input-region'
import { regionColour, regionOnFilm } from '../../../shared/domain/analysis/region-on-film'
import { AppException } from '../../../shared/result'
import { stableUid } from '../synthetic/dicom/synthetic-patient'
import { writePart10 } from '../synthetic/dicom/write-part10'

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4'

export interface SegmentedLabel {
  label: string
  title: string
  /** SNOMED CT and the like; null where the model names none */
  code: { system: string; code: string; display: string } | null
  /** 1 inside, 0 outside, in the grid */
  data: Uint8Array
}

export interface SegmentationInput {
  source: ParsedInstance
  /** of the grid */
  rows: number
  columns: number
  /** the part of the image that the grid lies on */
  region: InputRegion
  labels: readonly SegmentedLabel[]
  model: { id: string; version: string; sha256: string }
  /** YYYY-MM-DDTHH:MM:SS of the run, local */
  madeAt: string
  softwareVersion: string
}

/** @throws AppException DICOM_NO_PIXELS where the source has no image, DICOM_UNSUPPORTED_PIXELS for a multi-frame one */
export function segmentationFile(input: SegmentationInput): Uint8Array {
  const { source, labels } = input
  const { image } = source
  if (!image) throw new AppException('DICOM_NO_PIXELS', 'The source has no image.')
  if (image.frames !== 1)
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', 'Regions of a multi-frame image are not exported.')
  const uid = (...words: string[]) =>
    stableUid('segmentation', source.instance.sopInstanceUid, input.model.sha256, input.madeAt, ...words)
  return writePart10(
    {
      ...patientAndStudy(source),
      ...equipment(input),
      SOPClassUID: segmentationStorage,
      SOPInstanceUID: uid('instance'),
      SeriesInstanceUID: uid('series'),
      SeriesNumber: 900,
      SeriesDescription: cut(`Regions by ${input.model.id} ${input.model.version}`, 64),
      Modality: 'SEG',
      InstanceNumber: 1,
      ...dates(input.madeAt),
      // The source's own frame of reference, where it has one: then the planes below tie both together.
      ...(image.frameOfReferenceUid && {
        FrameOfReferenceUID: image.frameOfReferenceUid,
        PositionReferenceIndicator: '',
      }),
      ImageType: ['DERIVED', 'PRIMARY'],
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: image.rows,
      Columns: image.columns,
      BitsAllocated: 1,
      BitsStored: 1,
      HighBit: 0,
      PixelRepresentation: 0,
      LossyImageCompression: image.lossyCompressed ? '01' : '00',
      SegmentationType: 'BINARY',
      ContentLabel: 'REGIONS',
      ContentDescription: cut(`Marked by the model ${input.model.id}, for a reader to confirm`, 64),
      ContentCreatorName: '',
      NumberOfFrames: labels.length,
      SegmentSequence: labels.map((label, index) => segment(label, index, input)),
      ...dimensions(uid('dimensions')),
      SharedFunctionalGroupsSequence: [sharedGroups(source)],
      PerFrameFunctionalGroupsSequence: labels.map((_, index) => frameGroups(source, index)),
      ReferencedSeriesSequence: [
        {
          SeriesInstanceUID: source.series.seriesInstanceUid,
          ReferencedInstanceSequence: [reference(source)],
        },
      ],
    },
    packFrames(input, { rows: image.rows, columns: image.columns }),
  )
}

const cut = (text: string, longest: number): string => text.slice(0, longest)
const dicomDate = (iso: string | null): string => iso?.replaceAll('-', '') ?? ''
const dicomTime = (clock: string | null): string => clock?.replaceAll(':', '') ?? ''

function patientAndStudy({ patient, study }: ParsedInstance): Record<string, unknown> {
  const { alphabetic, ideographic, phonetic } = patient.name
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    PatientName: {
      Alphabetic: alphabetic,
      ...(ideographic && { Ideographic: ideographic }),
      ...(phonetic && { Phonetic: phonetic }),
    },
    PatientID: patient.patientId,
    ...(patient.issuer && { IssuerOfPatientID: patient.issuer }),
    PatientBirthDate: dicomDate(patient.birthDate),
    PatientSex: patient.sex === 'U' ? '' : patient.sex,
    StudyInstanceUID: study.studyInstanceUid,
    StudyDate: dicomDate(study.date),
    StudyTime: dicomTime(study.time),
    StudyID: '',
    AccessionNumber: study.accessionNumber,
    StudyDescription: study.description,
    ReferringPhysicianName: { Alphabetic: study.referringPhysician },
  }
}

/** Enhanced General Equipment (C.7.5.2) names who made the object. */
function equipment({ model, softwareVersion }: SegmentationInput): Record<string, unknown> {
  return {
    Manufacturer: 'Vesalius',
    ManufacturerModelName: cut(model.id, 64),
    DeviceSerialNumber: model.sha256,
    SoftwareVersions: [softwareVersion, cut(model.version, 64)],
  }
}

function dates(madeAt: string): Record<string, unknown> {
  const [date = '', time = ''] = madeAt.split('T')
  return {
    ContentDate: dicomDate(date),
    ContentTime: dicomTime(time),
    SeriesDate: dicomDate(date),
    SeriesTime: dicomTime(time),
  }
}

const coded = (value: string, scheme: string, meaning: string) => [
  { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: cut(meaning, 64) },
]

/** PS3.16 CID 7150: of a region whose kind the model does not name, no more is said than that it has a place. */
const unstatedCategory = coded('309825002', 'SCT', 'Spatial and Relational Concept')
const anatomicalStructure = coded('91723000', 'SCT', 'Anatomical Structure')

function segment(
  { label, title, code }: SegmentedLabel,
  index: number,
  { model }: SegmentationInput,
): Record<string, unknown> {
  const isSnomed = code?.system === 'http://snomed.info/sct'
  return {
    SegmentNumber: index + 1,
    SegmentLabel: cut(title, 64),
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: cut(`${model.id} ${model.version}`, 64),
    SegmentedPropertyCategoryCodeSequence: isSnomed ? anatomicalStructure : unstatedCategory,
    SegmentedPropertyTypeCodeSequence: isSnomed
      ? coded(code.code, 'SCT', code.display)
      : coded(cut(label, 16), '99VESALIUS', title),
    RecommendedDisplayCIELabValue: cieLab(regionColour(index)),
  }
}

const segmentIdentificationSequence = 0x0062000a
const referencedSegmentNumber = 0x0062000b

function dimensions(uid: string): Record<string, unknown> {
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: uid }],
    DimensionIndexSequence: [
      {
        DimensionOrganizationUID: uid,
        DimensionIndexPointer: referencedSegmentNumber,
        FunctionalGroupPointer: segmentIdentificationSequence,
        DimensionDescriptionLabel: 'Segment',
      },
    ],
  }
}

/** Where the source has a plane in the patient, the frames have the same. */
function sharedGroups({ image }: ParsedInstance): Record<string, unknown> {
  const axes = image?.geometry[0]?.imageOrientationPatient
  const spacing = image?.pixelSpacingAt === 'patient' ? image.pixelSpacingMm : null
  return {
    ...(spacing && {
      PixelMeasuresSequence: [
        {
          PixelSpacing: spacing.map((value) => decimal(value)),
          ...(image?.sliceThicknessMm && { SliceThickness: decimal(image.sliceThicknessMm) }),
        },
      ],
    }),
    ...(axes && { PlaneOrientationSequence: [{ ImageOrientationPatient: axes.map(decimal) }] }),
  }
}

/** DS has 16 characters at most. */
const decimal = (value: number): string => {
  for (let digits = 15; digits > 1; digits -= 1) {
    const text = String(Number(value.toPrecision(digits)))
    if (text.length <= 16) return text
  }
  return String(Math.round(value))
}

const reference = ({ instance }: ParsedInstance) => ({
  ReferencedSOPClassUID: instance.sopClassUid,
  ReferencedSOPInstanceUID: instance.sopInstanceUid,
})

function frameGroups(source: ParsedInstance, index: number): Record<string, unknown> {
  const position = source.image?.geometry[0]?.imagePositionPatientMm
  return {
    FrameContentSequence: [{ DimensionIndexValues: [index + 1] }],
    ...(position && { PlanePositionSequence: [{ ImagePositionPatient: position.map(decimal) }] }),
    DerivationImageSequence: [
      {
        DerivationCodeSequence: coded('113076', 'DCM', 'Segmentation'),
        SourceImageSequence: [
          {
            ...reference(source),
            PurposeOfReferenceCodeSequence: coded(
              '121322',
              'DCM',
              'Source image for image processing operation',
            ),
            SpatialLocationsPreserved: 'YES',
          },
        ],
      },
    ],
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: index + 1 }],
  }
}

/** One bit a pixel, the first in the lowest bit, frames one after the other without padding (PS3.5 8.1.1). */
function packFrames(
  { labels, rows, columns, region }: SegmentationInput,
  size: { rows: number; columns: number },
): Uint8Array {
  const pixels = size.rows * size.columns
  const packed = new Uint8Array(Math.ceil((pixels * labels.length) / 8))
  for (const [index, { data }] of labels.entries()) {
    const film = regionOnFilm({ rows, columns, data }, region, size)
    for (let at = 0, bit = index * pixels; at < pixels; at += 1, bit += 1)
      if (film[at]) packed[bit >> 3] = (packed[bit >> 3] as number) | (1 << (bit & 7))
  }
  return packed
}

/** sRGB to CIELab (D65) in DICOM's 16 bits: L 0..100, a and b -128..127 over 0..65535 (PS3.3 C.10.7.1.1). */
function cieLab(rgb: readonly [number, number, number]): number[] {
  const [r, g, b] = rgb.map((level) => {
    const share = level / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((value) => (value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116)) as [
    number,
    number,
    number,
  ]
  const scaled = (value: number, low: number, high: number) =>
    Math.round((Math.min(high, Math.max(low, value)) - low) * (65535 / (high - low)))
  return [scaled(116 * y - 16, 0, 100), scaled(500 * (x - y), -128, 127), scaled(200 * (y - z), -128, 127)]
}

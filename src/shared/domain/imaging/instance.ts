/**
 * What Vesalius keeps of a DICOM instance beside the encrypted file itself: identity for the worklist and
 * the image attributes the viewer and the models need. Names follow DICOM PS3.3 / PS3.6.
 */
import { z } from 'zod'

/** DICOM PN value, decoded to Unicode; component groups of PS3.5 6.2.1.2. `alphabetic` may hold any script when a sender ignores groups. */
export const PersonName = z.object({
  alphabetic: z.string(),
  ideographic: z.string(),
  phonetic: z.string(),
})
export type PersonName = z.infer<typeof PersonName>

export const Sex = z.enum(['M', 'F', 'O', 'U'])
export type Sex = z.infer<typeof Sex>

/** ISO 8601 calendar date (YYYY-MM-DD) or null where DICOM's DA is absent or not a date. */
const IsoDate = z.iso.date().nullable()
/** HH:MM:SS or null. */
const ClockTime = z.string().nullable()

/** One VOI window (0028,1050/1051/1055/1056); values are in modality units (after rescale). */
export const VoiWindow = z.object({
  center: z.number(),
  width: z.number(),
  explanation: z.string(),
  lutFunction: z.enum(['LINEAR', 'LINEAR_EXACT', 'SIGMOID']),
})
export type VoiWindow = z.infer<typeof VoiWindow>

/** One item of the VOI LUT Sequence (0028,3010). `firstMapped` is in modality units. */
export const VoiLut = z.object({
  explanation: z.string(),
  firstMapped: z.number(),
  bits: z.number().int(),
  data: z.array(z.number().int()),
})
export type VoiLut = z.infer<typeof VoiLut>

/** Position of one frame in the patient coordinate system (mm, LPS), PS3.3 C.7.6.2. */
export const FrameGeometry = z.object({
  imagePositionPatientMm: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  imageOrientationPatient: z
    .tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])
    .nullable(),
})
export type FrameGeometry = z.infer<typeof FrameGeometry>

/** Attributes that say how to show the pixels. Null for instances without pixels (SR, RT plan, …). */
export const ImageAttributes = z.object({
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  frames: z.number().int().positive(),
  samplesPerPixel: z.number().int(),
  bitsAllocated: z.number().int(),
  bitsStored: z.number().int(),
  pixelRepresentation: z.union([z.literal(0), z.literal(1)]),
  photometricInterpretation: z.string(),
  /** Distance between rows and between columns, mm; null when unknown: then nothing is measured in mm. */
  pixelSpacingMm: z.tuple([z.number(), z.number()]).nullable(),
  /** Where the spacing is from: the patient plane, the detector plane (projection radiography), or none. */
  pixelSpacingAt: z.enum(['patient', 'detector', 'none']),
  sliceThicknessMm: z.number().nullable(),
  rescaleSlope: z.number(),
  rescaleIntercept: z.number(),
  /** Unit of the values after rescale as the file states it ('HU', 'US', …) or '' when unstated. */
  rescaleType: z.string(),
  windows: z.array(VoiWindow),
  voiLuts: z.array(VoiLut),
  /** ms between frames of a cine; null when not a cine. */
  frameTimeMs: z.number().nullable(),
  /** (0020,0020) Patient Orientation: row and column direction for projection images, e.g. ['L','F']. */
  patientOrientation: z.tuple([z.string(), z.string()]).nullable(),
  laterality: z.string(),
  lossyCompressed: z.boolean(),
  burnedInAnnotation: z.enum(['yes', 'no', 'unstated']),
  /** One entry for each frame, or a single one that holds for all. */
  geometry: z.array(FrameGeometry),
  frameOfReferenceUid: z.string().nullable(),
})
export type ImageAttributes = z.infer<typeof ImageAttributes>

export const ParsedInstance = z.object({
  patient: z.object({
    /** (0010,0020), '' when absent. */
    patientId: z.string(),
    issuer: z.string(),
    name: PersonName,
    birthDate: IsoDate,
    sex: Sex,
  }),
  study: z.object({
    studyInstanceUid: z.string(),
    date: IsoDate,
    time: ClockTime,
    accessionNumber: z.string(),
    description: z.string(),
    referringPhysician: z.string(),
    institution: z.string(),
    /** Age at the study in years (from 0010,1010, else birth and study date), null when unknown. */
    patientAgeYears: z.number().nonnegative().nullable(),
  }),
  series: z.object({
    seriesInstanceUid: z.string(),
    number: z.number().int().nullable(),
    modality: z.string(),
    description: z.string(),
    bodyPart: z.string(),
    viewPosition: z.string(),
    manufacturer: z.string(),
    stationName: z.string(),
  }),
  instance: z.object({
    sopInstanceUid: z.string(),
    sopClassUid: z.string(),
    transferSyntaxUid: z.string(),
    number: z.number().int().nullable(),
    /** True where tags and pixels say that no patient is behind the image. */
    synthetic: z.boolean(),
  }),
  image: ImageAttributes.nullable(),
})
export type ParsedInstance = z.infer<typeof ParsedInstance>

/** One row of the tag browser. Sequences carry children; large binary values carry their size only. */
export type TagNode = {
  /** 'GGGG,EEEE' upper-case hex */
  tag: string
  keyword: string
  vr: string
  value: string
  bytes: number
  children: TagNode[]
}
export const TagNode: z.ZodType<TagNode> = z.object({
  tag: z.string(),
  keyword: z.string(),
  vr: z.string(),
  value: z.string(),
  bytes: z.number(),
  get children() {
    return z.array(TagNode)
  },
})

/**
 * What travels with the raw bytes of one decoded frame (`study://frame/<instanceId>/<frameIndex>`), as JSON in the
 * response header `x-vesalius-frame`. Samples are little-endian, rows top to bottom. Monochrome: one sample a pixel,
 * stored values (before rescale; a Modality LUT Sequence is already applied). Colour: interleaved 8-bit RGB.
 */
export const FrameDescription = z.object({
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  sampleType: z.enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']),
  /** MONOCHROME1 | MONOCHROME2 | RGB after normalisation */
  photometricInterpretation: z.enum(['MONOCHROME1', 'MONOCHROME2', 'RGB']),
  smallest: z.number(),
  largest: z.number(),
})
export type FrameDescription = z.infer<typeof FrameDescription>

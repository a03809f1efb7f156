/**
 * A generated film as Computed Radiography Image Storage (PS3.3 A.2, C.8.1). Not as Digital X-Ray: that would ask for the
 * spacing of a detector's pixels, and a film that nobody exposed has none.
 */
import {
  commonAttributes,
  stableUid,
  type SyntheticPatient,
} from '../imaging/synthetic/dicom/synthetic-patient'
import { writePart10 } from '../imaging/synthetic/dicom/write-part10'
import { filmBits, type GrayRaster } from './generated-image'

const computedRadiography = '1.2.840.10008.5.1.4.1.1.1'

export interface Origin {
  model: { id: string; version: string; sha256: string }
  /** the class that was asked for, as the manifest names it */
  label: string
  seed: number
}

/** The words that a film's identity hangs on. */
const wordsOf = ({ model, label, seed }: Origin): (string | number)[] => [
  'generated',
  model.id,
  model.version,
  model.sha256,
  label,
  seed,
]

/** LO, unlike the ids of the computed samples, which are numbers. */
const patientId = ({ model, label, seed }: Origin): string =>
  `SYNTH-${stableUid('patient', ...wordsOf({ model, label, seed })).slice(-10)}-${seed}`

export function generatedFilmFile(film: GrayRaster, patient: SyntheticPatient, origin: Origin): Uint8Array {
  const words = wordsOf(origin)
  const { model, label, seed } = origin
  const half = 1 << (filmBits - 1)
  return writePart10(
    {
      ...commonAttributes(patient, {
        description: `Chest film, synthetic, drawn as: ${label}`,
        time: '101500',
        uid: stableUid('study', ...words),
      }),
      // SH, 16 characters at most
      AccessionNumber: `SYN${stableUid('accession', ...words).slice(-12)}`,
      StudyID: `S${seed}`.slice(0, 16),
      PatientID: patientId(origin),
      ManufacturerModelName: model.id,
      SoftwareVersions: `${model.id} ${model.version}`,
      ImageComments: 'SYNTHETIC: drawn by a generative network. Not of a person.',
      SOPClassUID: computedRadiography,
      SOPInstanceUID: stableUid('instance', ...words),
      Modality: 'CR',
      ImageType: ['DERIVED', 'PRIMARY', '', 'SYNTHETIC'],
      // ST: all that is needed to make the same film again
      DerivationDescription: `Drawn by ${model.id} ${model.version} (sha256 ${model.sha256}) from seed ${seed} as class ${label}; no exposure was made`,
      SeriesInstanceUID: stableUid('series', ...words),
      SeriesNumber: 1,
      SeriesDescription: `Chest AP, synthetic, seed ${seed}`,
      InstanceNumber: 1,
      BodyPartExamined: 'CHEST',
      ViewPosition: 'AP',
      PatientOrientation: ['L', 'F'],
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: film.rows,
      Columns: film.columns,
      BitsAllocated: 16,
      BitsStored: filmBits,
      HighBit: filmBits - 1,
      PixelRepresentation: 0,
      LossyImageCompression: '00',
      WindowCenter: String(half),
      WindowWidth: String(2 * half),
    },
    film.pixels,
  )
}

/** A synthetic film as Digital X-Ray Image Storage - For Presentation (PS3.3 A.26, C.8.11). */
import { filmBits } from '../film/expose-film'
import type { Film } from '../film/synthetic-film'
import { commonAttributes, stableUid, type SyntheticPatient } from './synthetic-patient'
import { writePart10 } from './write-part10'

const digitalXRayForPresentation = '1.2.840.10008.5.1.4.1.1.1.1'

export interface FilmFile {
  patient: SyntheticPatient
  view: 'PA' | 'AP'
  description: string
}

const code = (value: string, meaning: string) => [
  { CodeValue: value, CodingSchemeDesignator: 'SCT', CodeMeaning: meaning },
]

export function filmFile(film: Film, { patient, view, description }: FilmFile): Uint8Array {
  const words = [
    'film',
    patient.seed,
    patient.ageYears,
    patient.sex,
    view,
    description,
    film.columns,
  ] as const
  const uid = stableUid('instance', ...words)
  const white = (1 << filmBits) - 1
  return writePart10(
    {
      ...commonAttributes(patient, { description, time: '101500', uid: stableUid('study', ...words) }),
      SOPClassUID: digitalXRayForPresentation,
      SOPInstanceUID: uid,
      Modality: 'DX',
      ImageType: ['DERIVED', 'PRIMARY', '', 'SYNTHETIC'],
      DerivationDescription: 'Line integrals through an analytic chest; no exposure was made',
      PresentationIntentType: 'FOR PRESENTATION',
      SeriesInstanceUID: stableUid('series', ...words),
      SeriesNumber: 1,
      SeriesDescription: `Chest ${view}, synthetic`,
      InstanceNumber: 1,
      BodyPartExamined: 'CHEST',
      ViewPosition: view,
      PatientOrientation: ['L', 'F'],
      ImageLaterality: 'U',
      AnatomicRegionSequence: code('51185008', 'Chest'),
      // PS3.16 CID 4010
      ViewCodeSequence:
        view === 'PA' ? code('399348003', 'postero-anterior') : code('399273001', 'antero-posterior'),
      PositionerType: 'NONE',
      DetectorType: 'DIRECT',
      ImagerPixelSpacing: [film.pixelSpacingMm.toFixed(5), film.pixelSpacingMm.toFixed(5)],
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: film.rows,
      Columns: film.columns,
      BitsAllocated: 16,
      BitsStored: filmBits,
      HighBit: filmBits - 1,
      PixelRepresentation: 0,
      PixelIntensityRelationship: 'LOG',
      PixelIntensityRelationshipSign: -1,
      RescaleIntercept: '0',
      RescaleSlope: '1',
      RescaleType: 'US',
      PresentationLUTShape: 'IDENTITY',
      LossyImageCompression: '00',
      WindowCenter: String((white + 1) / 2),
      WindowWidth: String(white + 1),
    },
    film.pixels,
  )
}

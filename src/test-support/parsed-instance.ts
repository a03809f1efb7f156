import type { ImageAttributes, ParsedInstance } from '../shared/domain/imaging/instance'

type Changes = {
  [K in Exclude<keyof ParsedInstance, 'image'>]?: Partial<ParsedInstance[K]>
} & { image?: Partial<ImageAttributes> | null }

let counter = 0

/** A made-up instance with UIDs of its own; tests name only what they are about. */
export function parsedInstance(changes: Changes = {}): ParsedInstance {
  counter += 1
  const uid = (kind: number) => `1.2.826.0.1.3680043.10.9999.${kind}.${counter}`
  return {
    patient: {
      patientId: `P${counter}`,
      issuer: '',
      name: { alphabetic: 'Doe^Jane', ideographic: '', phonetic: '' },
      birthDate: '2021-05-17',
      sex: 'F',
      ...changes.patient,
    },
    study: {
      studyInstanceUid: uid(1),
      date: '2024-03-05',
      time: '10:20:30',
      accessionNumber: `A${counter}`,
      description: 'Chest film',
      referringPhysician: 'Roe^Richard',
      institution: 'Example clinic',
      patientAgeYears: 2.8,
      ...changes.study,
    },
    series: {
      seriesInstanceUid: uid(2),
      number: 1,
      modality: 'CR',
      description: 'PA',
      bodyPart: 'CHEST',
      viewPosition: 'PA',
      manufacturer: 'Example',
      stationName: 'X1',
      ...changes.series,
    },
    instance: {
      sopInstanceUid: uid(3),
      sopClassUid: '1.2.840.10008.5.1.4.1.1.1',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      number: 1,
      synthetic: false,
      ...changes.instance,
    },
    image: changes.image === null ? null : { ...plainImage, ...changes.image },
  }
}

const plainImage: ImageAttributes = {
  rows: 4,
  columns: 4,
  frames: 1,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  pixelRepresentation: 0,
  photometricInterpretation: 'MONOCHROME2',
  pixelSpacingMm: null,
  pixelSpacingAt: 'none',
  sliceThicknessMm: null,
  rescaleSlope: 1,
  rescaleIntercept: 0,
  rescaleType: '',
  windows: [],
  voiLuts: [],
  frameTimeMs: null,
  patientOrientation: null,
  laterality: '',
  lossyCompressed: false,
  burnedInAnnotation: 'unstated',
  geometry: [],
  frameOfReferenceUid: null,
}

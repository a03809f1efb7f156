/** A picture of a film and the reader's small form, as Secondary Capture Image Storage (PS3.3 A.8.1). */
import { createHash } from 'node:crypto'
import type { PictureForm } from '../../../shared/domain/jobs/job'
import { decodePicture, pictureKind } from '../picture'
import { dicomAge, stableUid } from '../synthetic/dicom/synthetic-patient'
import { writePart10 } from '../synthetic/dicom/write-part10'

const secondaryCaptureImageStorage = '1.2.840.10008.5.1.4.1.1.7'

/**
 * The same picture with the same form gives the same UIDs, so that importing it twice stores it once; pictures with the same
 * patient, date and description belong to one study.
 * @throws AppException PICTURE_MALFORMED
 */
export function secondaryCapture(picture: Uint8Array, form: PictureForm): Uint8Array {
  const { rows, columns, samplesPerPixel, data } = decodePicture(picture)
  const study = [form.patientId, form.patientName, form.studyDate, form.description] as const
  const content = createHash('sha256').update(picture).digest('hex')
  const date = form.studyDate.replaceAll('-', '')
  const birth = form.birthDate?.replaceAll('-', '') ?? ''
  const age = form.birthDate === null && form.ageYears !== null ? { PatientAge: dicomAge(form.ageYears) } : {}
  // What JPEG lost stays lost, so the image says it (PS3.3 C.7.6.1.1.5).
  const lossy =
    pictureKind(picture) === 'jpeg'
      ? {
          LossyImageCompression: '01',
          LossyImageCompressionRatio: (data.length / picture.length).toFixed(2),
          LossyImageCompressionMethod: 'ISO_10918_1',
        }
      : {}
  return writePart10(
    {
      SpecificCharacterSet: 'ISO_IR 192',
      ImageType: ['DERIVED', 'SECONDARY'],
      SOPClassUID: secondaryCaptureImageStorage,
      SOPInstanceUID: stableUid('picture', ...study, form.bodyPart, form.viewPosition, content),
      StudyDate: date,
      StudyTime: '',
      AccessionNumber: '',
      Modality: 'OT',
      ConversionType: 'DF',
      ReferringPhysicianName: '',
      StudyDescription: form.description,
      PatientName: { Alphabetic: form.patientName },
      PatientID: form.patientId,
      PatientBirthDate: birth,
      PatientSex: form.sex === 'U' ? '' : form.sex,
      ...age,
      BodyPartExamined: form.bodyPart,
      ViewPosition: form.viewPosition,
      StudyInstanceUID: stableUid('picture study', ...study),
      SeriesInstanceUID: stableUid('picture series', ...study, form.bodyPart, form.viewPosition),
      StudyID: '',
      SeriesNumber: 1,
      InstanceNumber: 1,
      PatientOrientation: '',
      SamplesPerPixel: samplesPerPixel,
      PhotometricInterpretation: samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
      ...(samplesPerPixel === 3 ? { PlanarConfiguration: 0 } : {}),
      Rows: rows,
      Columns: columns,
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      ...lossy,
    },
    data,
  )
}

/** A DICOM file as the program keeps it: who, which study, which image. */
import { createHash } from 'node:crypto'
import type { ParsedInstance, Sex } from '../../../shared/domain/imaging/instance'
import { AppException } from '../../../shared/result'
import { type ByteSource, memorySource } from '../byte-source'
import type { DataSet } from './data-set'
import { readImageAttributes } from './image-attributes'
import { hasPixels, type PixelModule, readPixelModule } from './pixel-module'
import { type DicomFile, readDicomFile } from './read-file'
import { toAgeYears, toClockTime, toIsoDate, yearsBetween } from './values'

export interface ParsedDicom {
  parsed: ParsedInstance
  file: DicomFile
  /** null where the file has no image */
  pixels: PixelModule | null
}

/**
 * @throws AppException FILE_EMPTY, NOT_DICOM, DICOM_ENCRYPTED, DICOM_TRUNCATED, DICOM_MALFORMED, DICOM_MISSING_UID,
 *   DICOM_UNSUPPORTED_PIXELS, FILE_TOO_LARGE
 */
export function parseInstance(input: Uint8Array | ByteSource): ParsedDicom {
  const source = input instanceof Uint8Array ? memorySource(input) : input
  return parseFile(readDicomFile(source), source)
}

/** As {@link parseInstance} for a file that was read from `source`. */
export function parseFile(file: DicomFile, source: ByteSource): ParsedDicom {
  const { dataSet } = file
  const pixels = hasPixels(file) ? readPixelModule(file) : null
  const uids = identify(file, pixels !== null, source)
  const modality = dataSet.text(0x00080060)
  const patientBirthDate = toIsoDate(dataSet.text(0x00100030))
  const studyDate = toIsoDate(dataSet.text(0x00080020))
  return {
    file,
    pixels,
    parsed: {
      patient: {
        patientId: dataSet.text(0x00100020),
        issuer: dataSet.text(0x00100021),
        name: dataSet.personName(0x00100010),
        birthDate: patientBirthDate,
        sex: readSex(dataSet.text(0x00100040)),
      },
      study: {
        studyInstanceUid: uids.study,
        date: studyDate,
        time: toClockTime(dataSet.text(0x00080030)),
        accessionNumber: dataSet.text(0x00080050),
        description: dataSet.text(0x00081030),
        referringPhysician: dataSet.personName(0x00080090).alphabetic,
        institution: dataSet.text(0x00080080),
        patientAgeYears: toAgeYears(dataSet.text(0x00101010)) ?? ageAt(dataSet, patientBirthDate, studyDate),
      },
      series: {
        seriesInstanceUid: uids.series,
        number: dataSet.integer(0x00200011),
        modality,
        description: dataSet.text(0x0008103e),
        bodyPart: dataSet.text(0x00180015) || codeMeaning(dataSet, 0x00082218),
        viewPosition: dataSet.text(0x00185101) || codeMeaning(dataSet, 0x00540220),
        manufacturer: dataSet.text(0x00080070),
        stationName: dataSet.text(0x00081010),
      },
      instance: {
        sopInstanceUid: uids.instance,
        sopClassUid: uids.sopClass,
        transferSyntaxUid: file.transferSyntax.uid,
        number: dataSet.integer(0x00200013),
        synthetic: dataSet.text(0x0008001c).toUpperCase() === 'YES',
      },
      image: pixels ? readImageAttributes(pixels, modality, uids.sopClass) : null,
    },
  }
}

const readSex = (text: string): Sex => (text === 'M' || text === 'F' || text === 'O' ? text : 'U')

const codeMeaning = (dataSet: DataSet, sequence: number) => dataSet.item(sequence)?.text(0x00080104) ?? ''

/** The image's own date stands in for a missing study date. */
function ageAt(dataSet: DataSet, birth: string | null, study: string | null): number | null {
  const later =
    study ??
    toIsoDate(dataSet.text(0x00080022)) ??
    toIsoDate(dataSet.text(0x00080021)) ??
    toIsoDate(dataSet.text(0x00080023))
  return birth !== null && later !== null ? yearsBetween(birth, later) : null
}

/**
 * UIDs that are missing are made from the file's content (PS3.5 B.2), so that the same file is the same instance again and
 * images of different people never meet in one study. A file with neither a UID nor an image is refused.
 */
function identify({ meta, dataSet }: DicomFile, hasImage: boolean, source: ByteSource) {
  const stated = dataSet.text(0x00080018) || (meta?.text(0x00020003) ?? '')
  if (stated === '' && !hasImage)
    throw new AppException('DICOM_MISSING_UID', 'The file does not say which object it is.')
  const instance = stated || contentUid(source, 'instance')
  return {
    sopClass: dataSet.text(0x00080016) || (meta?.text(0x00020002) ?? ''),
    instance,
    study: dataSet.text(0x0020000d) || contentUid(source, 'study'),
    series: dataSet.text(0x0020000e) || contentUid(source, 'series'),
  }
}

const hashStep = 4 << 20

function contentUid(source: ByteSource, level: string): string {
  const hash = createHash('sha256').update(level)
  for (let at = 0; at < source.size; at += hashStep)
    hash.update(source.read(at, Math.min(hashStep, source.size - at)))
  return `2.25.${BigInt(`0x${hash.digest('hex').slice(0, 32)}`)}`
}

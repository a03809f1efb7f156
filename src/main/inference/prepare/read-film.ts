/** A film from a file: DICOM, PNG or JPEG, told apart by their first bytes and never by their names. */
import { AppException } from '../../../shared/result'
import { type ByteSource, FileSource } from '../../imaging/byte-source'
import { decodeModuleFrame } from '../../imaging/dicom/decode-frame'
import { parseInstance } from '../../imaging/dicom/parse-instance'
import { decodePicture, pictureKind } from '../../imaging/picture'
import { filmOfInstance, filmOfPicture } from './decoded-film'
import type { DecodedFilm } from './prepare-image'

/** A picture is read as a whole; one beyond this is no picture of a film. */
const largestPictureBytes = 256 << 20

/**
 * Rejects with AppException: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, FILE_TOO_LARGE, PICTURE_MALFORMED, NOT_DICOM, and
 * what reading and decoding DICOM throws.
 */
export async function readFilm(path: string): Promise<DecodedFilm> {
  const source = new FileSource(path)
  try {
    if (source.size === 0) throw new AppException('FILE_EMPTY', 'The file is empty.')
    const kind = pictureKind(source.read(0, Math.min(8, source.size)))
    if (!kind) return await readDicomFilm(source)
    if (source.size > largestPictureBytes)
      throw new AppException('FILE_TOO_LARGE', 'The picture is too large.')
    return filmOfPicture(decodePicture(source.read(0, source.size)), kind)
  } finally {
    source.close()
  }
}

/** The first frame; an object without an image is a film without pixels. */
export async function readDicomFilm(source: ByteSource): Promise<DecodedFilm> {
  const { parsed, pixels } = parseInstance(source)
  return filmOfInstance(parsed, pixels ? await decodeModuleFrame(pixels, 0) : null)
}

/** A film from a file: DICOM, PNG or JPEG, told apart by their first bytes and never by their names. */
import { AppException } from '../../../shared/result'
import { FileSource } from '../../imaging/byte-source'
import { decodeFrame } from '../../imaging/dicom/decode-frame'
import { parseInstance } from '../../imaging/dicom/parse-instance'
import { decodePicture } from '../../imaging/picture'
import { factsOfPicture } from './facts-of'
import { filmOfFrame, filmOfPicture } from './decoded-film'
import type { DecodedFilm } from './prepare-image'

const largestPictureBytes = 256 << 20

const startsWith = (bytes: Uint8Array, ...signature: number[]) => signature.every((byte, at) => bytes[at] === byte)
const isPng = (start: Uint8Array) => startsWith(start, 0x89, 0x50, 0x4e, 0x47)
const isJpeg = (start: Uint8Array) => startsWith(start, 0xff, 0xd8, 0xff)

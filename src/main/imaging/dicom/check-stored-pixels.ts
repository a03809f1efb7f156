/** Whether all pixels of a file are there, before it is stored. Nothing is decompressed: that takes long and can be done later. */
import { AppException } from '../../../shared/result'
import { readJpeg2000Header, readJpegLsHeader } from '../codecs/stream-header'
import { readJpegFrame } from '../jpeg/markers'
import { compressedFrame, compressionOf, frameFragments, nativeFrame } from './frame-bytes'
import type { PixelModule } from './pixel-module'
import { unsupported } from './stored-frame'

/**
 * @throws AppException DICOM_TRUNCATED when frames are missing or cut, DICOM_UNSUPPORTED_TRANSFER_SYNTAX,
 *   DICOM_DECODE_FAILED when the first frame does not begin as its compression does or has another size
 */
export function checkStoredPixels(module: PixelModule): void {
  const { element, frames, transferSyntax } = module
  if (transferSyntax.compression === 'unsupported') throw unsupported(module)
  if (!element.fragments) {
    nativeFrame(module, frames - 1)
    return
  }
  if (element.truncated || frameFragments(module).length < frames) {
    throw new AppException('DICOM_TRUNCATED', 'The file ends before its pixels do.')
  }
  checkFirstFrame(module, compressedFrame(module, 0))
}

function checkFirstFrame(module: PixelModule, stream: Uint8Array): void {
  const stated = headerOf(module, stream)
  if (stated && (stated.rows !== module.rows || stated.columns !== module.columns)) {
    throw new AppException(
      'DICOM_DECODE_FAILED',
      'The compressed image has another size than the header says.',
    )
  }
}

function headerOf(module: PixelModule, stream: Uint8Array): { rows: number; columns: number } | null {
  switch (compressionOf(module, stream)) {
    case 'jpeg':
      return readJpegFrame(stream)
    case 'jpeg-ls':
      return readJpegLsHeader(stream)
    case 'jpeg-2000':
    case 'htj2k':
      return readJpeg2000Header(stream)
    default:
      return null
  }
}

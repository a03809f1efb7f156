import { AppException } from '../../../shared/result'

export const brokenJpeg = (what: string) =>
  new AppException('DICOM_DECODE_FAILED', `The JPEG data is broken: ${what}.`)

export const unsupportedJpeg = (what: string) =>
  new AppException('DICOM_UNSUPPORTED_PIXELS', `This kind of JPEG is not supported: ${what}.`)

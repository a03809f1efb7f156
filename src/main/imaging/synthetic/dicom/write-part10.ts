/** A DICOM Part 10 file in Explicit VR Little Endian from attributes by keyword (PS3.10 7). */
import dcmjs from 'dcmjs'

export const explicitLittleEndian = '1.2.840.10008.1.2.1'

/** Under 2.25, this program's own. */
const implementationClassUid = '2.25.296451108430214466215870384541211374857'

/** `attributes` must hold SOPClassUID and SOPInstanceUID; `pixels` are the samples of 8 or 16 bits. */
export function writePart10(
  attributes: Record<string, unknown>,
  pixels: Uint8Array | Uint16Array | Int16Array,
): Uint8Array {
  const { DicomMetaDictionary, DicomDict } = dcmjs.data
  // A value field has an even length (PS3.5 7.1.1).
  const bytes = new Uint8Array(pixels.byteLength + (pixels.byteLength % 2))
  bytes.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength))
  const meta = {
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: attributes['SOPClassUID'],
    MediaStorageSOPInstanceUID: attributes['SOPInstanceUID'],
    TransferSyntaxUID: explicitLittleEndian,
    ImplementationClassUID: implementationClassUid,
    ImplementationVersionName: 'VESALIUS',
  }
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({ ...meta, _vrMap: { FileMetaInformationVersion: 'OB' } }),
  )
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...attributes,
    PixelData: bytes.buffer,
    _vrMap: { PixelData: pixels.BYTES_PER_ELEMENT === 1 ? 'OB' : 'OW' },
  })
  return new Uint8Array(file.write())
}

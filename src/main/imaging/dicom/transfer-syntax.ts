/** Transfer syntaxes (PS3.5 section 10, annex A): how the data set is written and how its pixels are compressed. */

export type Compression =
  | 'none'
  | 'rle'
  | 'jpeg'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'deflated-frames'
  | 'encapsulated-native'
  | 'unsupported'

export interface TransferSyntax {
  uid: string
  explicitVr: boolean
  littleEndian: boolean
  /** the whole data set is deflated */
  deflated: boolean
  compression: Compression
  /** pixels as the modality made them cannot be had back */
  lossy: boolean
}

export const implicitLittleEndian = '1.2.840.10008.1.2'
export const explicitLittleEndian = '1.2.840.10008.1.2.1'
export const explicitBigEndian = '1.2.840.10008.1.2.2'
export const deflatedLittleEndian = '1.2.840.10008.1.2.1.99'

const compressed: Record<string, [Compression, lossy?: 'lossy']> = {
  '1.2.840.10008.1.2.1.98': ['encapsulated-native'],
  '1.2.840.10008.1.2.4.50': ['jpeg', 'lossy'],
  '1.2.840.10008.1.2.4.51': ['jpeg', 'lossy'],
  '1.2.840.10008.1.2.4.53': ['jpeg', 'lossy'],
  '1.2.840.10008.1.2.4.55': ['jpeg', 'lossy'],
  '1.2.840.10008.1.2.4.57': ['jpeg'],
  '1.2.840.10008.1.2.4.70': ['jpeg'],
  '1.2.840.10008.1.2.4.80': ['jpeg-ls'],
  '1.2.840.10008.1.2.4.81': ['jpeg-ls', 'lossy'],
  '1.2.840.10008.1.2.4.90': ['jpeg-2000'],
  '1.2.840.10008.1.2.4.91': ['jpeg-2000', 'lossy'],
  '1.2.840.10008.1.2.4.92': ['jpeg-2000'],
  '1.2.840.10008.1.2.4.93': ['jpeg-2000', 'lossy'],
  '1.2.840.10008.1.2.4.201': ['htj2k'],
  '1.2.840.10008.1.2.4.202': ['htj2k'],
  '1.2.840.10008.1.2.4.203': ['htj2k', 'lossy'],
  '1.2.840.10008.1.2.5': ['rle'],
  '1.2.840.10008.1.2.8.1': ['deflated-frames'],
}

/** Everything that is not listed (video, JPIP, JPEG XL, arithmetic coding, private ones) is explicit little endian with pixels we cannot decode. */
export function findTransferSyntax(uid: string): TransferSyntax {
  const plain = {
    uid,
    explicitVr: true,
    littleEndian: true,
    deflated: false,
    compression: 'none',
    lossy: false,
  } as const
  if (uid === implicitLittleEndian) return { ...plain, explicitVr: false }
  if (uid === explicitLittleEndian) return plain
  if (uid === explicitBigEndian) return { ...plain, littleEndian: false }
  if (uid === deflatedLittleEndian) return { ...plain, deflated: true }
  const [compression, lossy] = compressed[uid] ?? ['unsupported']
  return { ...plain, compression, lossy: lossy === 'lossy' }
}

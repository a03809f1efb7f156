/** CharLS, OpenJPEG and OpenJPH as WebAssembly: one instance a thread, thrown away when a broken stream has stopped it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import charls from '@cornerstonejs/codec-charls/decodewasmjs'
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import openjph from '@cornerstonejs/codec-openjph/wasmjs'
import { AppException } from '../../../shared/result'

interface FrameInfo {
  width: number
  height: number
  bitsPerSample: number
  componentCount: number
  isSigned?: boolean
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): FrameInfo
  getInterleaveMode?(): number
  delete(): void
}

interface CodecModule {
  JpegLSDecoder?: new () => Decoder
  J2KDecoder?: new () => Decoder
  HTJ2KDecoder?: new () => Decoder
}

type CodecFactory = (options: object) => Promise<unknown>

export interface CodecImage extends FrameInfo {
  /** own copy; 8 or 16 bits a sample, little-endian */
  bytes: Uint8Array
  /** JPEG-LS: 0 by component, 1 by line, 2 by sample */
  interleave: number
}

export type CodecName = 'charls' | 'openjpeg' | 'openjph'

const codecs: Record<CodecName, { factory: CodecFactory; wasm: string; decoder: keyof CodecModule }> = {
  charls: { factory: charls, wasm: '@cornerstonejs/codec-charls/decodewasm', decoder: 'JpegLSDecoder' },
  openjpeg: { factory: openjpeg, wasm: '@cornerstonejs/codec-openjpeg/decodewasm', decoder: 'J2KDecoder' },
  openjph: { factory: openjph, wasm: '@cornerstonejs/codec-openjph/wasm', decoder: 'HTJ2KDecoder' },
}

const loaded = new Map<CodecName, Promise<CodecModule>>()

function load(name: CodecName): Promise<CodecModule> {
  let module = loaded.get(name)
  if (!module) {
    const silent = () => undefined
    const wasmBinary = readFileSync(createRequire(import.meta.url).resolve(codecs[name].wasm))
    module = codecs[name].factory({ wasmBinary, print: silent, printErr: silent }) as Promise<CodecModule>
    loaded.set(name, module)
  }
  return module
}

/** An instance keeps the memory of the largest image it has seen; one that grew beyond this is replaced. */
const largestKeptBytes = 256 << 20

/** @throws AppException DICOM_DECODE_FAILED */
export async function decodeWithCodec(name: CodecName, stream: Uint8Array): Promise<CodecImage> {
  const module = await load(name)
  const Decoder = module[codecs[name].decoder]
  if (!Decoder) throw new AppException('INTERNAL', `The codec ${name} has no decoder.`)
  try {
    const decoder = new Decoder()
    decoder.getEncodedBuffer(stream.length).set(stream)
    decoder.decode()
    const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo()
    const decoded = decoder.getDecodedBuffer()
    const bytes = decoded.slice()
    const heap = decoded.buffer.byteLength
    const interleave = decoder.getInterleaveMode?.() ?? 2
    decoder.delete()
    if (heap > largestKeptBytes) loaded.delete(name)
    return { width, height, bitsPerSample, componentCount, isSigned: isSigned ?? false, bytes, interleave }
  } catch {
    // A C++ exception, or a trap that leaves the instance unusable.
    loaded.delete(name)
    throw new AppException('DICOM_DECODE_FAILED', 'The compressed image is broken.')
  }
}

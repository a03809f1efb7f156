/** What main may ask of a pixel worker: stored images, decrypted and decoded. */
import type { TagNode } from '../../shared/domain/imaging/instance'
import { AppException } from '../../shared/result'
import type { PreparedImage } from '../inference/assess-image'
import { filmOfInstance } from '../inference/prepare/decoded-film'
import { prepareImage } from '../inference/prepare/prepare-image'
import type { ImagePreparation } from '../inference/preprocess/prepare-input'
import type { VaultKeys } from '../security/keys'
import { type BlobReader, openBlob } from '../store/blobs/blob-store'
import type { ReadableDatabase } from '../store/open-database'
import { findInstance } from '../store/queries/instances'
import { Moved } from '../workers/rpc'
import { decodeModuleFrame, type DecodedFrame } from './dicom/decode-frame'
import { type ParsedDicom, parseInstance } from './dicom/parse-instance'
import { toTagNodes } from './dicom/tag-nodes'
import { RecentlyUsed } from './recently-used'
import { drawThumbnail } from './thumbnail'

interface OpenInstance {
  blob: BlobReader
  dicom: ParsedDicom
}

/** Open files: a header is parsed once for all frames of a cine. */
const openInstances = 8
/** bytes of decoded frames kept, for a reader who scrolls back */
const keptFrameBytes = 48 << 20

export function pixelProcedures(
  db: ReadableDatabase,
  { profileDir, keys }: { profileDir: string; keys: VaultKeys },
) {
  const instances = new RecentlyUsed<string, OpenInstance>(openInstances, ({ blob }) => blob.close())
  const frames = new RecentlyUsed<string, DecodedFrame>(keptFrameBytes)

  const open = (instanceId: string): ParsedDicom => {
    const known = instances.get(instanceId)
    if (known) return known.dicom
    const found = findInstance(db, instanceId)
    if (!found) throw new AppException('NOT_FOUND', 'There is no such image.')
    const blob = openBlob(profileDir, keys, found.blobId)
    try {
      const dicom = parseInstance(blob)
      instances.set(instanceId, { blob, dicom })
      return dicom
    } catch (thrown) {
      blob.close()
      throw thrown
    }
  }
  const withImage = (instanceId: string) => {
    const { parsed, pixels } = open(instanceId)
    if (!pixels || !parsed.image) throw new AppException('DICOM_NO_PIXELS', 'The file has no image.')
    return { parsed, pixels, image: parsed.image }
  }
  const decode = async (instanceId: string, index: number): Promise<DecodedFrame> => {
    const key = `${instanceId}/${index}`
    const known = frames.get(key)
    if (known) return known
    const frame = await decodeModuleFrame(withImage(instanceId).pixels, index)
    frames.set(key, frame, frame.samples.byteLength)
    return frame
  }

  return {
    /** Samples as bytes, little-endian. */
    frame: async ({ instanceId, index }: { instanceId: string; index: number }) => {
      const { description, samples } = await decode(instanceId, index)
      const bytes = new Uint8Array(
        samples.buffer as ArrayBuffer,
        samples.byteOffset,
        samples.byteLength,
      ).slice()
      return new Moved({ description, bytes }, [bytes.buffer])
    },
    /** PNG of the middle frame. */
    thumbnail: async ({ instanceId }: { instanceId: string }) => {
      const { image, pixels } = withImage(instanceId)
      return drawThumbnail(await decode(instanceId, Math.floor(pixels.frames / 2)), image)
    },
    tags: ({ instanceId }: { instanceId: string }): TagNode[] => toTagNodes(open(instanceId).file),
    /** The first frame as a model wants it. */
    prepareForModel: async ({
      instanceId,
      preparation,
    }: {
      instanceId: string
      preparation: ImagePreparation
    }): Promise<PreparedImage> => {
      const startedAt = performance.now()
      const { parsed, pixels } = open(instanceId)
      const film = filmOfInstance(parsed, pixels ? await decode(instanceId, 0) : null)
      const { facts, input } = prepareImage(film, preparation)
      return { facts, input, preprocessMs: performance.now() - startedAt }
    },
    forget: () => {
      instances.clear()
      frames.clear()
    },
  }
}
export type PixelProcedures = ReturnType<typeof pixelProcedures>

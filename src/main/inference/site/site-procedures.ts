/** What the site worker does: files of hundreds of megabytes, protobuf from somebody else, and masks of whole films. */
import { writeFile } from 'node:fs/promises'
import type { CallContext } from '../../workers/rpc'
import { FileSource } from '../../imaging/byte-source'
import { parseInstance } from '../../imaging/dicom/parse-instance'
import { segmentationFile, type SegmentationInput } from '../../imaging/segmentation/segmentation-file'
import { stageModel } from './stage-model'

export interface WriteSegmentationInput {
  path: string
  regions: SegmentationInput
}
export interface SegmentFileInput {
  path: string
  /** the DICOM file that the regions were seen on */
  sourcePath: string
  regions: Omit<SegmentationInput, 'source'>
}

export const siteProcedures = {
  stageModel: (input: { path: string; folder: string }, context: CallContext) => stageModel(input, context),

  writeSegmentation: async ({ path, regions }: WriteSegmentationInput) => {
    await writeFile(path, segmentationFile(regions))
  },

  /** Rejects with AppException: NOT_DICOM for a picture, and what reading and {@link segmentationFile} throw. */
  segmentFile: async ({ path, sourcePath, regions }: SegmentFileInput) => {
    const source = new FileSource(sourcePath)
    try {
      const { parsed } = parseInstance(source)
      await writeFile(path, segmentationFile({ ...regions, source: parsed }))
    } finally {
      source.close()
    }
  },
}
export type SiteProcedures = typeof siteProcedures

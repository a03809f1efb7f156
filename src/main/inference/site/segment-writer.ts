/** Writes the regions of a batch as DICOM Segmentation files, in a thread of its own. */
import { join } from 'node:path'
import type { ImageFacts } from '../../../shared/domain/analysis/gates'
import { inputRegion } from '../../../shared/domain/models/input-region'
import type { ImageManifest } from '../../../shared/domain/models/manifest'
import { localMoment, namedLabels } from '../../imaging/segmentation/region-export'
import { WorkerClient } from '../../workers/rpc'
import { workerScript } from '../../workers/worker-script'
import { type Assessment, modelIdentity } from '../assess-image'
import type { SiteProcedures } from './site-procedures'

export class SegmentWriter {
  private readonly worker = new WorkerClient<SiteProcedures>(workerScript('site-worker'))

  constructor(
    private readonly folder: string,
    private readonly manifest: ImageManifest,
    private readonly softwareVersion: string,
  ) {}

  /**
   * `<stem>.seg.dcm`; nothing where the image was not assessed. Rejects with AppException: NOT_DICOM for a picture, which
   * says of no patient and no study what a segmentation must say.
   */
  async write(sourcePath: string, stem: string, { pixels }: ImageFacts, { mask }: Assessment): Promise<void> {
    const [input] = this.manifest.inputs
    if (!mask || !pixels || !input) return
    await this.worker.call('segmentFile', {
      path: join(this.folder, `${stem}.seg.dcm`),
      sourcePath,
      regions: {
        rows: mask.rows,
        columns: mask.columns,
        region: inputRegion(input.preprocessing, pixels),
        labels: namedLabels(mask.regions, this.manifest),
        model: modelIdentity(this.manifest),
        madeAt: localMoment(Date.now()),
        softwareVersion: this.softwareVersion,
      },
    })
  }

  stop(): Promise<void> {
    return this.worker.stop()
  }
}

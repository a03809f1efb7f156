/**
 * What the viewer knows of each open instance without its pixels. Cornerstone asks by image id, synchronously, so the
 * details of every open study are kept here and forgotten when the study closes.
 */
import type { FrameGeometry, ImageAttributes } from '../../../shared/domain/imaging/instance'
import type { InstanceDetail, SeriesDetail, StudyDetail } from '../../../shared/domain/worklist/worklist'
import { imageIdOf, parseImageId } from './image-id'

export interface CataloguedFrame {
  series: SeriesDetail
  instance: InstanceDetail
  image: ImageAttributes
  frameIndex: number
  geometry: FrameGeometry | null
}

const entries = new Map<string, { series: SeriesDetail; instance: InstanceDetail }>()

export function catalogueStudy(detail: StudyDetail): void {
  for (const series of detail.series) {
    for (const instance of series.instances) entries.set(instance.id, { series, instance })
  }
}

export function forgetStudy(detail: StudyDetail): void {
  for (const series of detail.series) for (const instance of series.instances) entries.delete(instance.id)
}

export const catalogueSize = (): number => entries.size

/** null for an instance that is not open or has no pixels */
export function findFrame(imageId: string): CataloguedFrame | null {
  const { instanceId, frameIndex } = parseImageId(imageId)
  const entry = entries.get(instanceId)
  const image = entry?.instance.image
  if (!entry || !image) return null
  return { ...entry, image, frameIndex, geometry: image.geometry[frameIndex] ?? image.geometry[0] ?? null }
}

/** Every frame of a series in reading order; instances without pixels have none. */
export const seriesImageIds = (series: SeriesDetail): string[] =>
  series.instances.flatMap((instance) =>
    Array.from({ length: instance.image?.frames ?? 0 }, (_, frame) => imageIdOf(instance.id, frame)),
  )

/** Loads the neighbours of the shown images into the cache while nothing more urgent is asked for. */
import { cache } from '@cornerstonejs/core'
import { loadImage } from '../image/load-image'
import { prefetchOrder } from './prefetch-order'

const parallel = 3

export interface Prefetcher {
  /** Replaces what was asked before; loads under way that are no longer wanted are cancelled. */
  around(imageIds: readonly string[], index: number, direction: 1 | -1, limit: number): void
  stop(): void
}

/** Images of this size that fit into half of the cache: what is prefetched must not push out what is shown. */
export const prefetchLimit = (imageBytes: number): number =>
  Math.max(0, Math.floor(cache.getMaxCacheSize() / 2 / Math.max(1, imageBytes)))

export function createPrefetcher(): Prefetcher {
  let wanted: string[] = []
  const underWay = new Set<string>()

  const cancelUnwanted = () => {
    const keep = new Set(wanted)
    for (const imageId of underWay) {
      if (keep.has(imageId)) continue
      cache.getImageLoadObject(imageId)?.cancelFn?.()
      underWay.delete(imageId)
    }
  }

  const pump = () => {
    while (underWay.size < parallel) {
      const imageId = wanted.shift()
      if (imageId === undefined) return
      if (cache.getImageLoadObject(imageId)) continue
      underWay.add(imageId)
      loadImage(imageId)
        // A frame that cannot be decoded says so when it is shown.
        .catch(() => undefined)
        .finally(() => {
          underWay.delete(imageId)
          pump()
        })
    }
  }

  return {
    around: (imageIds, index, direction, limit) => {
      wanted = prefetchOrder(index, imageIds.length, direction, limit).flatMap((at) => imageIds[at] ?? [])
      pump()
    },
    stop: () => {
      wanted = []
      cancelUnwanted()
    },
  }
}

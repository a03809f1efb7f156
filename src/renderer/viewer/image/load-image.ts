import { cache, type Types } from '@cornerstonejs/core'

type Loader = Types.ImageLoaderFn

let loader: Loader | null = null

/** The loader is also registered with Cornerstone; see core/start-viewer.ts. */
export function setFrameLoader(chosen: Loader): void {
  loader = chosen
}

/**
 * Loads a frame through Cornerstone's cache; a frame under way is shared. Cornerstone's own `loadAndCacheImage` leaves a
 * second promise behind that nobody can catch, so that every frame that cannot be decoded would be an unhandled error.
 */
export function loadImage(imageId: string): Promise<Types.IImage> {
  const known = cache.getImageLoadObject(imageId)
  if (known) return known.promise
  if (!loader) throw new Error('The viewer was not started.')
  const made = loader(imageId)
  cache.putImageLoadObject(imageId, made).catch(() => undefined)
  return made.promise
}

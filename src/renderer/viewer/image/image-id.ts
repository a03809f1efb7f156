/** Cornerstone image ids: `study:<instanceId>/<frameIndex>`, frame index from 0. They name a frame, never a patient. */
export const imageScheme = 'study'

export interface FrameReference {
  instanceId: string
  frameIndex: number
}

export const imageIdOf = (instanceId: string, frameIndex: number): string =>
  `${imageScheme}:${instanceId}/${frameIndex}`

/** @throws Error where the id is not one of {@link imageIdOf} */
export function parseImageId(imageId: string): FrameReference {
  const match = /^study:([^/]+)\/(\d+)$/.exec(imageId)
  if (!match?.[1] || !match[2]) throw new Error('Not an image id of this viewer.')
  return { instanceId: match[1], frameIndex: Number(match[2]) }
}

/** Where the decoded samples of a frame are served. */
export const frameUrl = ({ instanceId, frameIndex }: FrameReference): string =>
  `study://frame/${encodeURIComponent(instanceId)}/${frameIndex}`

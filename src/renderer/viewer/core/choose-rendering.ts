/** Which renderer draws, and how many decoded images it keeps. */
import type { RenderingPreference } from '../../../shared/domain/settings/settings'

export interface Rendering {
  mode: 'webgl2' | 'cpu'
  reason: 'gpu' | 'no-webgl2' | 'software-rasteriser' | 'chosen'
  /** what the driver calls itself, '' where WebGL is missing */
  renderer: string
}

/**
 * A software rasteriser draws through the GPU's interface on the processor: slower than Cornerstone's own CPU renderer
 * (first image 240 ms against 76 ms, scroll 36 against 60 frames a second), so it counts as no GPU.
 */
export function chooseRendering(
  preference: RenderingPreference,
  capabilities: { webgl2: boolean; softwareRasterizer: boolean; renderer: string },
): Rendering {
  const { renderer } = capabilities
  if (preference === 'cpu') return { mode: 'cpu', reason: 'chosen', renderer }
  if (!capabilities.webgl2) return { mode: 'cpu', reason: 'no-webgl2', renderer }
  if (preference === 'webgl2') return { mode: 'webgl2', reason: 'chosen', renderer }
  return capabilities.softwareRasterizer
    ? { mode: 'cpu', reason: 'software-rasteriser', renderer }
    : { mode: 'webgl2', reason: 'gpu', renderer }
}

/** Decoded frames kept in memory: a quarter of the machine's, between 512 MiB and 3 GiB. `deviceMemory` is capped at 8 by the browser. */
export const cacheBytes = (deviceMemoryGiB: number | undefined): number =>
  Math.min(3 * 2 ** 30, Math.max(512 * 2 ** 20, ((deviceMemoryGiB ?? 4) / 4) * 2 ** 30))

/** Starts Cornerstone once and chooses between the GPU and the CPU renderer. */
import {
  cache,
  getConfiguration,
  getRenderingCapabilities,
  imageLoader,
  init,
  metaData,
  setUseCPURendering,
} from '@cornerstonejs/core'
import { init as initTools } from '@cornerstonejs/tools'
import type { RenderingPreference } from '../../../shared/domain/settings/settings'
import { createFrameLoader } from '../image/frame-loader'
import { imageScheme } from '../image/image-id'
import { provideMetadata } from '../image/metadata-provider'
import { registerDragTools } from '../tools/drag-tools'

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

let started: Rendering | null = null

export function startViewer(preference: RenderingPreference): Rendering {
  if (started) return started
  const rendering = chooseRendering(preference, getRenderingCapabilities())
  const defaults = getConfiguration()
  // Four cells share two contexts; a context costs far more than the copy into a cell.
  init({ ...defaults, rendering: { ...defaults.rendering, webGlContextCount: 2 } })
  setUseCPURendering(rendering.mode === 'cpu', false)
  initTools()
  registerDragTools()
  imageLoader.registerImageLoader(
    imageScheme,
    createFrameLoader(() => rendering.mode === 'webgl2'),
  )
  metaData.addProvider(provideMetadata, 10_000)
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number }
  cache.setMaxCacheSize(cacheBytes(deviceMemory))
  started = rendering
  return rendering
}

/** The rendering in use, null before the first study was opened. */
export const currentRendering = (): Rendering | null => started

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
import { setFrameLoader } from '../image/load-image'
import { imageScheme } from '../image/image-id'
import { provideMetadata } from '../image/metadata-provider'
import { registerDragTools } from '../tools/drag-tools'
import { cacheBytes, chooseRendering, type Rendering } from './choose-rendering'

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
  const loader = createFrameLoader(rendering.mode === 'webgl2')
  setFrameLoader(loader)
  imageLoader.registerImageLoader(imageScheme, loader)
  metaData.addProvider(provideMetadata, 10_000)
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number }
  cache.setMaxCacheSize(cacheBytes(deviceMemory))
  started = rendering
  return rendering
}

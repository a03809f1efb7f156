/** What the program is built on, for the About page and for support. */
import type { GPUFeatureStatus } from 'electron'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dependencies, version } from '../../../package.json'

export const programVersion = version
/** Pinned exactly, so the wanted version is the installed one. */
export const onnxRuntimeVersion = dependencies['onnxruntime-node']

/**
 * Whether Electron's binary came from Electron's own release. The set-up puts a note beside a binary that it took from
 * elsewhere; a copy without the note is the official one.
 */
export function runtimeIsOfficial(executable: string = process.execPath): boolean {
  return !existsSync(join(dirname(executable), 'unofficial-runtime.json'))
}

/** `webgl2` also when it runs in software (SwiftShader); `cpu` when Chromium offers no WebGL at all. */
export function graphicsOf(status: GPUFeatureStatus): 'webgl2' | 'cpu' {
  const webgl: string = status.webgl
  return webgl.startsWith('disabled') || webgl.startsWith('unavailable') ? 'cpu' : 'webgl2'
}

import { existsSync } from 'node:fs'

/** Without a graphics device WebGL runs in software, which Chromium wants to be told. */
export const graphicsSwitches = () =>
  process.platform === 'linux' && !existsSync('/dev/dri') ? ['--enable-unsafe-swiftshader'] : []

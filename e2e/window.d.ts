import type { Bridge } from '../src/preload/bridge'

declare global {
  interface Window {
    vesalius: Bridge
  }
}

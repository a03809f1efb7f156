/** Which panel lies over the page; at most one. Kept here so that features can open one another's panels. */
import { create } from 'zustand'

export type Overlay =
  | { kind: 'palette' }
  | { kind: 'cheat-sheet' }
  | { kind: 'import-report'; jobId: string }
  | { kind: 'pictures' }

interface Overlays {
  overlay: Overlay | null
}

export const useOverlay = create<Overlays>(() => ({ overlay: null }))

export const openOverlay = (overlay: Overlay): void => useOverlay.setState({ overlay })

export const closeOverlay = (): void => useOverlay.setState({ overlay: null })

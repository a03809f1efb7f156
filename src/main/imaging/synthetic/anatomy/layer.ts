/** The building block of the soft parts. */
import type { Solid } from './solid'

/** One material in one solid. A later layer replaces the earlier ones where they overlap. */
export interface Layer {
  name: string
  solid: Solid
  hu: (z: number) => number
}

export const layer = (name: string, hu: number, solid: Solid): Layer => ({ name, solid, hu: () => hu })

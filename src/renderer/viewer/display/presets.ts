/** Customary CT windows in Hounsfield units, named under `viewer.preset.<id>`. */
import type { WindowShape } from './window'

export const ctPresetIds = [
  'lung',
  'mediastinum',
  'bone',
  'brain',
  'subdural',
  'softTissue',
  'abdomen',
  'liver',
] as const
export type CtPresetId = (typeof ctPresetIds)[number]

const hu = (center: number, width: number): WindowShape => ({ center, width, lutFunction: 'LINEAR' })

export const ctPresets: Record<CtPresetId, WindowShape> = {
  lung: hu(-600, 1500),
  mediastinum: hu(50, 350),
  bone: hu(450, 2000),
  brain: hu(40, 80),
  subdural: hu(75, 215),
  softTissue: hu(40, 400),
  abdomen: hu(60, 400),
  liver: hu(90, 150),
}

/**
 * Unit of the values after rescale. CT images are in Hounsfield units unless the file says otherwise
 * (PS3.3 C.8.2.1.1.2); others have the unit that the file states, or none.
 */
export function valueUnit(modality: string, rescaleType: string): string {
  const stated = rescaleType.trim()
  if (stated && stated !== 'US') return stated
  return modality === 'CT' && stated === '' ? 'HU' : ''
}

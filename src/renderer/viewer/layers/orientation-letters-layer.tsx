import type { Affine } from '../geometry/affine'
import {
  lettersFromCosines,
  lettersFromPatientOrientation,
  type EdgeLetters,
} from '../geometry/orientation-letters'
import { viewTurnOf } from '../geometry/view-turn'
import type { CataloguedFrame } from '../image/image-catalogue'

/** The sides of the patient at the edges of what is drawn; null where the file does not state them. */
export function edgeLettersOf({ image, geometry }: CataloguedFrame, affine: Affine): EdgeLetters | null {
  const turn = viewTurnOf(affine)
  if (geometry?.imageOrientationPatient) return lettersFromCosines(geometry.imageOrientationPatient, turn)
  if (image.patientOrientation) return lettersFromPatientOrientation(image.patientOrientation, turn)
  return null
}

export function OrientationLettersLayer({ frame, affine }: { frame: CataloguedFrame; affine: Affine }) {
  const letters = edgeLettersOf(frame, affine)
  if (!letters) return null
  return (
    <div aria-hidden="true" className="cell__letters" data-testid="orientation">
      {(['top', 'right', 'bottom', 'left'] as const).map((edge) => (
        <span key={edge} className={`cell__letter cell__letter--${edge}`} data-edge={edge}>
          {letters[edge]}
        </span>
      ))}
    </div>
  )
}

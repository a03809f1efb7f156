/** What a cell of the viewer shows, as its overlays and the toolbar read it. */
import type { SeriesDetail } from '../../../shared/domain/worklist/worklist'
import type { ErrorCode } from '../../../shared/result'
import type { ShownWindow } from '../display/shown-window'
import type { Affine, Point } from '../geometry/affine'
import type { MeasuredLength } from '../geometry/measure'
import type { ViewState } from '../geometry/view-state'
import type { LoadedFrame } from '../image/frame-loader'
import type { CataloguedFrame } from '../image/image-catalogue'

export interface Measurement {
  id: string
  imageId: string
  from: Point
  to: Point
  length: MeasuredLength
}

export interface CellState {
  status: 'empty' | 'loading' | 'ready' | 'error'
  errorCode: ErrorCode | null
  series: SeriesDetail | null
  imageIds: readonly string[]
  /** the image the reader asked for; it is shown once `status` is ready */
  index: number
  frame: CataloguedFrame | null
  loaded: LoadedFrame | null
  shown: ShownWindow | null
  inverted: boolean
  view: ViewState | null
  /** where the image was really drawn */
  affine: Affine | null
  cine: { playing: boolean; framesPerSecond: number }
  measurements: readonly Measurement[]
  /** image coordinates that the pointer or the keyboard cursor names */
  probe: Point | null
  /** the keyboard's own pointer, and where a length measured with it began */
  cursor: { at: Point; from: Point | null } | null
}

export const emptyState: CellState = {
  status: 'empty',
  errorCode: null,
  series: null,
  imageIds: [],
  index: 0,
  frame: null,
  loaded: null,
  shown: null,
  inverted: false,
  view: null,
  affine: null,
  cine: { playing: false, framesPerSecond: 15 },
  measurements: [],
  probe: null,
  cursor: null,
}

import { useEffect, useId, useRef, useState, type DragEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeriesDetail, StudyDetail } from '../../../shared/domain/worklist/worklist'
import { useFormatters } from '../../i18n/format'
import { classNames } from '../../ui/class-names'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { Spinner } from '../../ui/progress'
import type { Cell } from '../core/cell'
import type { CellState, Measurement } from '../core/cell-state'
import { useObservable } from '../core/use-observable'
import type { ViewerSession } from '../core/viewer-session'
import { HeatmapLayer } from '../layers/heatmap-layer'
import { MeasurementLayer } from '../layers/measurement-layer'
import { OrientationLettersLayer } from '../layers/orientation-letters-layer'
import { ScaleBarLayer } from '../layers/scale-bar-layer'
import { pixelAt } from '../display/value-text'
import { seriesImageIds } from '../image/image-catalogue'
import { imageIdOf } from '../image/image-id'
import { imagePointOf } from '../tools/drag-tools'
import { CellOverlays } from './cell-overlays'
import { useValueText } from './use-value-text'
import { useWindowText } from './use-window-text'
import './cell-view.css'

/** A painted map and the instance that it belongs to. */
export interface ShownHeatmap {
  instanceId: string
  painted: ImageData
  opacity: number
  /** what the map is, written on the image where several stand side by side */
  caption?: string
}

export const seriesDragType = 'application/x-vesalius-series'

export interface CellViewProps {
  session: ViewerSession
  study: StudyDetail
  series: SeriesDetail | null
  position: number
  active: boolean
  alone: boolean
  overlays: boolean
  heatmap: ShownHeatmap | null
  /** the image to begin with; null: the first one of the series */
  firstInstanceId: string | null
  onActivate(): void
  onCell(cell: Cell | null): void
  onDropSeries(seriesId: string): void
}

/** One image with everything over it. It takes the focus; the keys that work on it are commands of the Read page. */
export function CellView(props: CellViewProps) {
  const { session, series, firstInstanceId, onCell } = props
  const element = useRef<HTMLDivElement>(null)
  const [cell, setCell] = useState<Cell | null>(null)

  useEffect(() => {
    if (!element.current) return
    const made = session.addCell(element.current)
    setCell(made)
    onCell(made)
    return () => {
      onCell(null)
      setCell(null)
      session.removeCell(made)
    }
    // The cell lives as long as its session; the callback's identity does not matter.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [session])

  useEffect(() => {
    if (!cell) return
    if (!series) cell.clear()
    else
      cell.show(
        series,
        firstInstanceId === null ? 0 : seriesImageIds(series).indexOf(imageIdOf(firstInstanceId, 0)),
      )
  }, [cell, series, firstInstanceId])

  return <CellFrame {...props} cell={cell} surface={element} />
}

type CellFrameProps = CellViewProps & { cell: Cell | null; surface: React.RefObject<HTMLDivElement | null> }

function CellFrame({
  cell,
  surface,
  active,
  alone,
  position,
  onActivate,
  onDropSeries,
  ...rest
}: CellFrameProps) {
  const { t } = useTranslation()
  const descriptionId = useId()
  const [dropping, setDropping] = useState(false)
  const takesDrop = (event: DragEvent) => event.dataTransfer.types.includes(seriesDragType)
  return (
    <div
      className={classNames('cell', active && !alone && 'cell--active', dropping && 'cell--dropping')}
      role="group"
      aria-roledescription={t('read.viewer.role')}
      aria-label={t('read.viewer.cell', { number: position + 1 })}
      aria-describedby={descriptionId}
      tabIndex={0}
      data-testid={`cell-${position}`}
      data-cell={position}
      onFocus={onActivate}
      onPointerDown={(event) => {
        onActivate()
        event.currentTarget.focus({ preventScroll: true })
      }}
      onContextMenu={(event) => event.preventDefault()}
      onDragOver={(event) => {
        if (!takesDrop(event)) return
        event.preventDefault()
        event.stopPropagation()
        event.dataTransfer.dropEffect = 'copy'
        setDropping(true)
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        setDropping(false)
        if (!takesDrop(event)) return
        event.preventDefault()
        event.stopPropagation()
        onDropSeries(event.dataTransfer.getData(seriesDragType))
      }}
    >
      <div
        ref={surface}
        className="cell__surface"
        onPointerMove={(event) => cell && follow(cell, event)}
        onPointerLeave={() => cell?.setProbe(null)}
      />
      {cell ? (
        <CellContent cell={cell} descriptionId={descriptionId} {...rest} />
      ) : (
        <span id={descriptionId} />
      )}
    </div>
  )
}

function follow(cell: Cell, event: PointerEvent<HTMLDivElement>): void {
  const box = event.currentTarget.getBoundingClientRect()
  cell.setProbe(imagePointOf(cell, event.currentTarget, [event.clientX - box.left, event.clientY - box.top]))
}

type CellContentProps = Pick<CellViewProps, 'study' | 'overlays' | 'heatmap' | 'series' | 'session'> & {
  cell: Cell
  descriptionId: string
}

function CellContent({ cell, descriptionId, study, overlays, heatmap }: CellContentProps) {
  const state = useObservable(cell.state)
  const size = useCellSize(cell)
  return (
    <>
      <CellLayers state={state} size={size} heatmap={heatmap} overlays={overlays} />
      {heatmap?.caption && heatmap.instanceId === state.frame?.instance.id && (
        <p className="cell__caption">{heatmap.caption}</p>
      )}
      <CellNotice state={state} />
      {overlays && state.series && <CellOverlays state={state} study={study} />}
      <CellDescription id={descriptionId} state={state} />
      <CellNews state={state} />
    </>
  )
}

/** Follows the size of the cell's element and tells the cell. */
function useCellSize(cell: Cell): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      cell.resized()
      setSize(cell.size)
    })
    observer.observe(cell.element)
    return () => observer.disconnect()
  }, [cell])
  return size
}

interface CellLayersProps {
  state: CellState
  size: { width: number; height: number }
  heatmap: ShownHeatmap | null
  overlays: boolean
}

function CellLayers({ state, size, heatmap, overlays }: CellLayersProps) {
  const label = useLengthText()
  const { affine, frame, loaded, imageIds, index } = state
  if (!affine || !frame || !loaded) return null
  const { columns, rows } = loaded.description
  const measured = state.measurements.filter(({ imageId }) => imageId === imageIds[index])
  return (
    <>
      {heatmap?.instanceId === frame.instance.id && (
        <HeatmapLayer
          painted={heatmap.painted}
          opacity={heatmap.opacity}
          affine={affine}
          columns={columns}
          rows={rows}
          {...size}
        />
      )}
      {(measured.length > 0 || state.cursor) && (
        <MeasurementLayer measurements={measured} cursor={state.cursor} affine={affine} label={label} />
      )}
      {overlays && <OrientationLettersLayer frame={frame} affine={affine} />}
      {overlays && <ScaleBarLayer frame={frame} affine={affine} width={size.width} />}
    </>
  )
}

function useLengthText(): (measurement: Measurement) => string {
  const { t } = useTranslation()
  const format = useFormatters()
  return ({ length }) => {
    const text = format.quantity(length.value, length.unit, 1)
    return length.plane === 'detector' ? `${text} · ${t('read.viewer.detectorPlane')}` : text
  }
}

/** Stands in the cell where no image can: none chosen, none there, still loading, or not decodable. */
function CellNotice({ state }: { state: CellState }) {
  const { t } = useTranslation()
  if (state.status === 'loading')
    return (
      <div className="cell__loading" role="status">
        <Spinner size={18} />
        {t('read.viewer.loading')}
      </div>
    )
  if (state.status === 'empty')
    return (
      <div className="cell__notice">
        <EmptyState title={t('read.viewer.emptyCell')}>{t('read.viewer.emptyCellHint')}</EmptyState>
      </div>
    )
  if (state.status !== 'error' || !state.errorCode) return null
  if (state.errorCode === 'DICOM_NO_PIXELS')
    return (
      <div className="cell__notice">
        <EmptyState title={t('read.viewer.noPixels', { modality: state.series?.modality ?? '' })}>
          {t('read.viewer.noPixelsHint')}
        </EmptyState>
      </div>
    )
  return (
    <div className="cell__notice cell__notice--error">
      <ErrorNotice
        error={{ code: state.errorCode, message: '' }}
        kept={state.imageIds.length > 1 ? t('read.viewer.othersGoOn') : t('read.viewer.fileKept')}
      />
    </div>
  )
}

/** The cell in words, for screen readers. */
function CellDescription({ id, state }: { id: string; state: CellState }) {
  const { t } = useTranslation()
  const windowText = useWindowText()
  const { series, imageIds, index, shown, frame, loaded } = state
  const colour = loaded?.description.samplesPerPixel === 3
  const parts = series
    ? [
        [series.modality, series.description].filter(Boolean).join(' '),
        imageIds.length > 0 ? t('read.viewer.image', { number: index + 1, count: imageIds.length }) : '',
        shown && frame && !colour ? windowText(shown, frame) : '',
        t('read.viewer.keys'),
      ]
    : [t('read.viewer.emptyCell')]
  return (
    <span id={id} className="visually-hidden">
      {parts.filter(Boolean).join('. ')}
    </span>
  )
}

/** Says what a key changed, once the reader pauses: the image, the value under the cursor, a measured length. */
function CellNews({ state }: { state: CellState }) {
  const { t } = useTranslation()
  const lengthText = useLengthText()
  const valueText = useValueText()
  const { imageIds, index, status, cursor, frame, loaded, measurements } = state
  if (status !== 'ready' || !frame || !loaded) return null
  const pixel = cursor ? pixelAt(frame, loaded, cursor.at) : null
  const last = measurements.at(-1)
  return (
    <span className="visually-hidden" role="status">
      {cursor && pixel
        ? `${t('read.viewer.at', { column: pixel.column, row: pixel.row })}: ${valueText(pixel.value)}`
        : t('read.viewer.image', { number: index + 1, count: imageIds.length })}
      {last && last.imageId === imageIds[index] && `. ${lengthText(last)}`}
    </span>
  )
}

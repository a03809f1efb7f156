import { useTranslation } from 'react-i18next'
import type { ViewerLayout } from '../../../shared/domain/settings/settings'
import type { SeriesDetail, StudyDetail } from '../../../shared/domain/worklist/worklist'
import type { Cell } from '../core/cell'
import type { ViewerSession } from '../core/viewer-session'
import { CellView, type ShownHeatmap } from './cell-view'
import './viewer-grid.css'

export const layoutShape: Record<ViewerLayout, { rows: number; columns: number }> = {
  '1x1': { rows: 1, columns: 1 },
  '1x2': { rows: 1, columns: 2 },
  '2x1': { rows: 2, columns: 1 },
  '2x2': { rows: 2, columns: 2 },
}

export const cellCount = (layout: ViewerLayout): number =>
  layoutShape[layout].rows * layoutShape[layout].columns

interface ViewerGridProps {
  session: ViewerSession
  study: StudyDetail
  layout: ViewerLayout
  /** series of each cell, by position */
  series: readonly (SeriesDetail | null)[]
  active: number
  overlays: boolean
  heatmap: ShownHeatmap | null
  /** maps to stand side by side, one a cell; null: {@link heatmap} lies over every cell that shows its image */
  comparison: { instanceId: string; maps: readonly (ShownHeatmap | null)[] } | null
  onActive(position: number): void
  onCell(position: number, cell: Cell | null): void
  onSeries(position: number, seriesId: string): void
}

/** The cells of a layout. Rows x columns, filled row by row. */
export function ViewerGrid(props: ViewerGridProps) {
  const { t } = useTranslation()
  const { layout, series, active, heatmap, comparison, onActive, onCell, onSeries, ...shared } = props
  return (
    <div className={`viewer-grid viewer-grid--${layout}`} role="group" aria-label={t('read.viewer.label')}>
      {Array.from({ length: cellCount(layout) }, (_, position) => (
        <CellView
          key={position}
          {...shared}
          series={series[position] ?? null}
          heatmap={comparison ? (comparison.maps[position] ?? null) : heatmap}
          firstInstanceId={comparison?.instanceId ?? null}
          position={position}
          active={active === position}
          alone={cellCount(layout) === 1}
          onActivate={() => onActive(position)}
          onCell={(cell) => onCell(position, cell)}
          onDropSeries={(seriesId) => onSeries(position, seriesId)}
        />
      ))}
    </div>
  )
}

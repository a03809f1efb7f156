import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeriesDetail, StudyDetail } from '../../../../shared/domain/worklist/worklist'
import { classNames } from '../../../ui/class-names'
import { seriesDragType } from '../../../viewer/cells/cell-view'
import './series-strip.css'

interface SeriesStripProps {
  study: StudyDetail
  /** series of each cell of the layout */
  shown: readonly (string | null)[]
  active: number
  onShow(seriesId: string): void
}

/** The study's series with previews: Enter or a click shows one in the active cell, dragging in any cell. */
export function SeriesStrip({ study, shown, active, onShow }: SeriesStripProps) {
  const { t } = useTranslation()
  return (
    <nav className="series-strip" aria-label={t('read.series.title')}>
      <ul>
        {study.series.map((series) => (
          <li key={series.id}>
            <SeriesCard series={series} shown={shown} active={active} onShow={onShow} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function SeriesCard({
  series,
  shown,
  active,
  onShow,
}: Omit<SeriesStripProps, 'study'> & { series: SeriesDetail }) {
  const { t } = useTranslation()
  const cells = shown.flatMap((id, position) => (id === series.id ? [position + 1] : []))
  const isActive = shown[active] === series.id
  const card = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isActive) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  const images = series.instances.reduce((sum, { image }) => sum + (image?.frames ?? 0), 0)
  return (
    <button
      ref={card}
      type="button"
      draggable
      className={classNames('series-card', isActive && 'series-card--active')}
      aria-current={isActive || undefined}
      onClick={() => onShow(series.id)}
      onDragStart={(event) => {
        event.dataTransfer.setData(seriesDragType, series.id)
        event.dataTransfer.effectAllowed = 'copy'
      }}
    >
      <Thumbnail series={series} />
      <span className="series-card__text">
        <span className="series-card__title">
          <span className="series-card__modality">{series.modality}</span>
          <span className="clip">{series.description || t('read.series.unnamed')}</span>
        </span>
        <span className="series-card__count">
          {series.number !== null && `${series.number} · `}
          {images > 0 ? t('read.series.count', { count: images }) : t('read.series.noImages')}
        </span>
      </span>
      {cells.length > 0 && shown.length > 1 && (
        <span className="series-card__cells">
          <span className="visually-hidden">{t('read.series.shownIn', { cells: cells.join(', ') })}</span>
          <span aria-hidden="true">{cells.join(' ')}</span>
        </span>
      )}
    </button>
  )
}

/** The middle image, as radiologists expect of a stack. */
function Thumbnail({ series }: { series: SeriesDetail }) {
  const { t } = useTranslation()
  const [failed, setFailed] = useState(false)
  const withImages = series.instances.filter(({ image }) => image !== null)
  const middle = withImages[Math.floor(withImages.length / 2)]
  if (!middle || failed)
    return <span className="series-card__image series-card__image--none">{t('read.series.noThumbnail')}</span>
  return (
    <img
      className="series-card__image"
      src={`study://thumbnail/${encodeURIComponent(middle.id)}`}
      alt=""
      loading="lazy"
      draggable={false}
      onError={() => setFailed(true)}
    />
  )
}

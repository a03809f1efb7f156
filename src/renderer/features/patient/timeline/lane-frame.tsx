import { ChevronDown, ChevronRight, EllipsisVertical, Pin } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from '../../../ui/class-names'
import { rowHeight } from '../../../ui/charts/time/draw-bars'
import { IconButton } from '../../../ui/icon-button'
import { Menu, type MenuItem } from '../../../ui/menu'
import { Tooltip } from '../../../ui/tooltip'

export interface LaneControls {
  pinned: boolean
  folded: boolean
  onPin(): void
  onFold(): void
  onHide(): void
}

interface LaneFrameProps {
  name: string
  /** unit and how many */
  facts: string
  /** the newest of it, told by value and word */
  newest?: ReactNode
  controls: LaneControls
  /** further steps of the lane's menu */
  items?: readonly MenuItem[]
  size: 'curve' | 'marks' | 'rows'
  /** of a lane of rows */
  rows?: number
  scale?: ReactNode
  children: ReactNode
}

/** One lane: what it shows and what can be done with it at the left, its scale, its plot. */
export function LaneFrame(props: LaneFrameProps) {
  const { name, facts, newest, controls, items = [], size, rows = 1, scale, children } = props
  const { t } = useTranslation()
  const { pinned, folded } = controls
  const menu: MenuItem[] = [
    { id: 'pin', label: t(pinned ? 'patient.lane.unpin' : 'patient.lane.pin'), onSelect: controls.onPin },
    ...items,
    { id: 'hide', label: t('patient.lane.hide'), onSelect: controls.onHide },
  ]
  return (
    <div
      role="group"
      className={classNames('lane', `lane--${size}`, folded && 'lane--folded')}
      style={size === 'rows' && !folded ? { height: `${rows * rowHeight + 4}px` } : undefined}
      aria-label={name}
    >
      <div className="lane__head">
        <IconButton
          size="small"
          label={t(folded ? 'patient.lane.unfold' : 'patient.lane.fold', { name })}
          icon={folded ? <ChevronRight /> : <ChevronDown />}
          aria-expanded={!folded}
          onClick={controls.onFold}
        />
        <div className="lane__words">
          <Tooltip text={name} whenClipped className="lane__name">
            <h3 className="clip">
              {pinned && <Pin aria-label={t('patient.lane.pinned')} className="lane__pin" />}
              {name}
            </h3>
          </Tooltip>
          <p className="lane__facts clip">{facts}</p>
          {!folded && newest && <p className="lane__newest clip">{newest}</p>}
        </div>
        <Menu
          label={t('patient.lane.menu', { name })}
          items={menu}
          trigger={(trigger) => (
            <IconButton
              {...trigger}
              size="small"
              label={t('patient.lane.menu', { name })}
              icon={<EllipsisVertical />}
            />
          )}
        />
      </div>
      <div className="lane__scale">{!folded && scale}</div>
      {children}
    </div>
  )
}

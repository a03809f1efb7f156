import { useId, type ButtonHTMLAttributes, type ReactNode } from 'react'
import { classNames } from './class-names'
import './popover-button.css'

interface PopoverButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'content'> {
  /** Names the panel. */
  label: string
  content: ReactNode
  placement?: 'below' | 'above'
  onOpenChange?: (open: boolean) => void
  panelClassName?: string
}

/** A button with a panel that does not block the page: Escape or a click elsewhere closes it, focus returns. */
export function PopoverButton(props: PopoverButtonProps) {
  const {
    label,
    content,
    placement = 'below',
    onOpenChange,
    panelClassName,
    children,
    className,
    ...button
  } = props
  const id = useId()
  const anchor = `--popover-${id.replace(/[^\w-]/g, '')}`
  return (
    <>
      <button
        type="button"
        {...button}
        className={className}
        popoverTarget={id}
        aria-haspopup="dialog"
        style={{ anchorName: anchor }}
      >
        {children}
      </button>
      <div
        id={id}
        role="dialog"
        aria-label={label}
        popover="auto"
        className={classNames('popover', `popover--${placement}`, panelClassName)}
        style={{ positionAnchor: anchor }}
        onToggle={(event) => onOpenChange?.(event.newState === 'open')}
      >
        {content}
      </div>
    </>
  )
}

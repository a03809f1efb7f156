import { useEffect, useId, useRef, type ReactNode } from 'react'
import { KeyCaps } from './key-caps'
import './tooltip.css'

export type TooltipPlacement = 'top' | 'bottom' | 'left' | 'right'

interface TooltipProps {
  text: ReactNode
  shortcut?: string | undefined
  placement?: TooltipPlacement | undefined
  /** The text only repeats the child's accessible name, so it is not announced again. */
  nameOnly?: boolean
  /** Show only while the child's text is cut off by an ellipsis. */
  whenClipped?: boolean
  className?: string
  children: ReactNode
}

const delayMs = 450

/**
 * Text (and shortcut) shown when its child is hovered for a moment or gets keyboard focus. Escape hides it.
 * Lies in the top layer and is placed by CSS anchors, so it is never cut off by a scrolling parent.
 */
export function Tooltip(props: TooltipProps) {
  const { text, shortcut, placement = 'bottom', nameOnly, whenClipped, className, children } = props
  const repeated = nameOnly === true || whenClipped === true
  const id = useId()
  const anchor = `--tooltip-${id.replace(/[^\w-]/g, '')}`
  const host = useRef<HTMLSpanElement>(null)
  const bubble = useRef<HTMLSpanElement>(null)
  const timer = useRef<number | undefined>(undefined)

  const hide = () => {
    window.clearTimeout(timer.current)
    if (bubble.current?.matches(':popover-open')) bubble.current.hidePopover()
  }
  const show = () => {
    window.clearTimeout(timer.current)
    if (whenClipped && !isClipped(host.current)) return
    if (bubble.current?.isConnected && !bubble.current.matches(':popover-open')) bubble.current.showPopover()
  }

  useEffect(() => () => window.clearTimeout(timer.current), [])

  return (
    <span
      ref={host}
      className={className ? `tooltip-host ${className}` : 'tooltip-host'}
      style={{ anchorName: anchor }}
      aria-describedby={repeated ? undefined : id}
      onPointerEnter={(event) => {
        if (event.pointerType === 'touch') return
        window.clearTimeout(timer.current)
        timer.current = window.setTimeout(show, delayMs)
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => {
        if (event.target.matches(':focus-visible')) show()
      }}
      onBlur={hide}
      onKeyDown={(event) => {
        if (event.key === 'Escape') hide()
      }}
    >
      {children}
      <span
        ref={bubble}
        id={id}
        role="tooltip"
        popover="manual"
        className={`tooltip tooltip--${placement}`}
        style={{ positionAnchor: anchor }}
        aria-hidden={repeated ? true : undefined}
      >
        <span>{text}</span>
        {shortcut && <KeyCaps shortcut={shortcut} />}
      </span>
    </span>
  )
}

function isClipped(host: HTMLElement | null): boolean {
  const clipped = host?.querySelector<HTMLElement>('.clip') ?? host
  return clipped !== null && clipped.scrollWidth > clipped.clientWidth
}

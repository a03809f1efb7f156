import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { KeyCaps } from './key-caps'
import './menu.css'

export interface MenuItem {
  id: string
  label: string
  icon?: ReactNode
  shortcut?: string | undefined
  disabled?: boolean
  onSelect(): void
}

interface MenuProps {
  label: string
  items: readonly MenuItem[]
  /** Draws the button that opens the menu; spread the given properties on it. */
  trigger(props: MenuTriggerProps): ReactNode
}

export interface MenuTriggerProps {
  popoverTarget: string
  'aria-haspopup': 'menu'
  style: { anchorName: string }
}

/** A menu that opens below its button: Escape or a click elsewhere closes it, arrow keys move. */
export function Menu({ label, items, trigger }: MenuProps) {
  const id = useId()
  const anchor = `--menu-${id.replace(/[^\w-]/g, '')}`
  const list = useRef<HTMLDivElement>(null)
  const options = () => [
    ...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? []),
  ]

  const move = (event: KeyboardEvent) => {
    const all = options()
    const at = all.findIndex((option) => option === document.activeElement)
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }
    const to = steps[event.key]
    if (event.key === 'Tab') list.current?.hidePopover()
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    all[(to + all.length) % all.length]?.focus()
  }

  return (
    <>
      {trigger({ popoverTarget: id, 'aria-haspopup': 'menu', style: { anchorName: anchor } })}
      <div
        ref={list}
        id={id}
        role="menu"
        aria-label={label}
        popover="auto"
        className="menu"
        style={{ positionAnchor: anchor }}
        onKeyDown={move}
        onToggle={(event) => {
          if (event.newState === 'open') options()[0]?.focus()
        }}
      >
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            role="menuitem"
            tabIndex={-1}
            disabled={item.disabled}
            className="menu__item"
            onClick={() => {
              list.current?.hidePopover()
              item.onSelect()
            }}
          >
            <span className="menu__icon">{item.icon}</span>
            <span className="menu__label">{item.label}</span>
            {item.shortcut && <KeyCaps shortcut={item.shortcut} />}
          </button>
        ))}
      </div>
    </>
  )
}

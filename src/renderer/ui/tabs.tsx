import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
import './tabs.css'

export interface TabItem<V extends string> {
  value: V
  label: ReactNode
  content: ReactNode
}

interface TabsProps<V extends string> {
  label: string
  value: V
  items: readonly TabItem<V>[]
  onValue(value: V): void
}

/** Tabs after WAI-ARIA's pattern: arrow keys, Home and End move, the shown panel follows. */
export function Tabs<V extends string>({ label, value, items, onValue }: TabsProps<V>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const shown = items.find((item) => item.value === value)

  const move = (event: KeyboardEvent) => {
    const at = items.findIndex((item) => item.value === value)
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = items[(to + items.length) % items.length]
    if (!next) return
    onValue(next.value)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus()
  }

  return (
    <div className="tabs">
      <div ref={list} role="tablist" aria-label={label} className="tabs__list" onKeyDown={move}>
        {items.map((item) => (
          <button
            key={item.value}
            type="button"
            role="tab"
            id={`${id}-${item.value}`}
            data-tab={item.value}
            aria-selected={item.value === value}
            aria-controls={item.value === value ? `${id}-panel` : undefined}
            tabIndex={item.value === value ? 0 : -1}
            className="tabs__tab"
            onClick={() => onValue(item.value)}
          >
            {item.label}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        tabIndex={0}
        className="tabs__panel"
      >
        {shown?.content}
      </div>
    </div>
  )
}

import type { ReactNode } from 'react'
import { classNames } from './class-names'
import './scroll-frame.css'

/** Holds what may be wider than its place, such as a table: it scrolls by keyboard too, so it is named and takes the focus. */
export function ScrollFrame(props: { label: string; className?: string; children: ReactNode }) {
  const { label, className, children } = props
  return (
    <div className={classNames('scroll-frame', className)} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  )
}

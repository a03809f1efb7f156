import type { ReactNode } from 'react'
import { classNames } from './class-names'
import './badge.css'

export type BadgeTone = 'neutral' | 'good' | 'info' | 'warning' | 'danger' | 'synthetic' | 'refer'

/* Each tone has a shape of its own, so that it can be told without colour. */
const shapes: Record<BadgeTone, ReactNode> = {
  neutral: <circle cx="5" cy="5" r="3.25" fill="none" strokeWidth="1.5" />,
  good: <path d="M1.5 5.5 4 8 8.5 2.5" fill="none" strokeWidth="1.75" />,
  info: <circle cx="5" cy="5" r="4" stroke="none" fill="currentColor" />,
  warning: <path d="M5 0.75 9.5 9H0.5Z" stroke="none" fill="currentColor" />,
  danger: <path d="M3 0.5h4L9.5 3v4L7 9.5H3L0.5 7V3Z" stroke="none" fill="currentColor" />,
  /* half and half: it may be either */
  refer: (
    <>
      <circle cx="5" cy="5" r="4" fill="none" strokeWidth="1.5" />
      <path d="M5 1A4 4 0 0 0 5 9Z" stroke="none" fill="currentColor" />
    </>
  ),
  synthetic: <path d="M5 0.25 9.75 5 5 9.75 0.25 5Z" stroke="none" fill="currentColor" />,
}

/** The shape of a tone alone, for table cells that carry the word themselves. */
export function ToneShape({ tone }: { tone: BadgeTone }) {
  return (
    <svg
      className={`tone-shape tone-shape--${tone}`}
      width="10"
      height="10"
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      {shapes[tone]}
    </svg>
  )
}

interface BadgeProps {
  tone?: BadgeTone
  children: ReactNode
  /** Without frame and wash, for dense tables. */
  bare?: boolean
}

/** A state told by shape, word and colour. */
export function Badge({ tone = 'neutral', bare, children }: BadgeProps) {
  return (
    <span className={classNames('badge', `badge--${tone}`, bare && 'badge--bare')}>
      <ToneShape tone={tone} />
      <span className="clip">{children}</span>
    </span>
  )
}

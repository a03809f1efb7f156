import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names'
import { Spinner } from './progress'
import './button.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** primary: the one step forward on a screen; danger: destroys; quiet: no frame until hovered. Default: plain. */
  tone?: 'plain' | 'primary' | 'danger' | 'quiet'
  size?: 'medium' | 'large'
  icon?: ReactNode
  /** Shows a spinner and refuses clicks, but keeps focus and the width of the label. */
  busy?: boolean
  ref?: Ref<HTMLButtonElement>
}

export function Button({ tone = 'plain', size = 'medium', icon, busy, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      aria-busy={busy ? true : undefined}
      aria-disabled={busy ? true : undefined}
      className={classNames('button', `button--${tone}`, size === 'large' && 'button--large', rest.className)}
    >
      {busy ? <Spinner /> : icon}
      <span className="button__label">{children}</span>
    </button>
  )
}

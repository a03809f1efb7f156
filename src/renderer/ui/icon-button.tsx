import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names'
import { Tooltip, type TooltipPlacement } from './tooltip'
import './button.css'

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** The name for screen readers and the tooltip. */
  label: string
  icon: ReactNode
  /** As in the command registry, e.g. 'Mod+K'. Shown in the tooltip. */
  shortcut?: string | undefined
  /** For toggles: sets aria-pressed. */
  pressed?: boolean | undefined
  size?: 'small' | 'medium' | 'large'
  placement?: TooltipPlacement
  ref?: Ref<HTMLButtonElement>
}

/** A square button that shows only an icon; its name is always in the tooltip. */
export function IconButton({
  label,
  icon,
  shortcut,
  pressed,
  size = 'medium',
  placement,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} placement={placement} nameOnly>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames('icon-button', `icon-button--${size}`, className)}
      >
        {icon}
      </button>
    </Tooltip>
  )
}

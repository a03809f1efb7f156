import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from './class-names'
import { IconButton } from './icon-button'
import './dialog.css'

interface DialogProps {
  title: string
  /** Escape, the close button, or a click beside the dialog. */
  onClose(): void
  size?: 'small' | 'medium' | 'large'
  /** Buttons, the step forward last. */
  footer?: ReactNode
  /** Hides the title bar (command palette); the title still names the dialog. */
  bare?: boolean
  /** Escape and clicks beside it do nothing: for steps that must be answered. */
  insistent?: boolean
  className?: string
  children: ReactNode
}

/**
 * A modal dialog: the browser's own, which makes the rest inert and gives the focus back to where it was.
 * Mount it to open it. An element with `autoFocus` gets the first focus.
 */
export function Dialog(props: DialogProps) {
  const { title, onClose, size = 'medium', footer, bare, insistent, className, children } = props
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const element = dialog.current
    if (!element) return
    const before = document.activeElement
    // React runs autoFocus before the dialog is open; a modal takes focus itself when it opens.
    const wanted = element.querySelector<HTMLElement>('[data-autofocus]')
    element.showModal()
    // Otherwise the close button would be first, with its tooltip in the way.
    ;(wanted ?? element).focus()
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      aria-labelledby={titleId}
      className={classNames('dialog', `dialog--${size}`, className)}
      onCancel={(event) => {
        if (event.target !== dialog.current) return
        event.preventDefault()
        if (!insistent) onClose()
      }}
      onKeyDown={(event) => {
        // A second Escape would close it without asking (close watcher); nothing of it may reach the page's shortcuts.
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          if (!insistent) onClose()
        }
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current && !insistent && isBeside(event, dialog.current)) onClose()
      }}
    >
      <div className={bare ? 'visually-hidden' : 'dialog__head'}>
        <h2 id={titleId}>{title}</h2>
        {!insistent && !bare && (
          <IconButton label={t('common.close')} icon={<X />} shortcut="Escape" onClick={onClose} />
        )}
      </div>
      <div className="dialog__body">{children}</div>
      {footer && <div className="dialog__foot">{footer}</div>}
    </dialog>
  )
}

function isBeside(event: { clientX: number; clientY: number }, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect()
  return (
    event.clientX < box.left ||
    event.clientX > box.right ||
    event.clientY < box.top ||
    event.clientY > box.bottom
  )
}

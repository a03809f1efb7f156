import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { ToneShape, type BadgeTone } from './badge'
import { Button } from './button'
import { IconButton } from './icon-button'
import './toast.css'

export interface ToastContent {
  text: string
  tone?: BadgeTone
  /** A way back: shown as a button, and run by the undo shortcut while the toast is there. */
  undo?: { label: string; run(): void }
  /** A next step, e.g. to a report. */
  action?: { label: string; run(): void }
}

interface Toast extends ToastContent {
  id: number
}

const staysMs = 10_000

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }))
let nextId = 1

/** Shows a message for ten seconds (longer while it is hovered or focused). At most three at a time. */
export function showToast(content: ToastContent): void {
  const toast = { ...content, id: nextId++ }
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, toast].slice(-3) }))
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}

export function clearToasts(): void {
  useToasts.setState({ toasts: [] })
}

/** Runs the newest way back on screen. False when there is none. */
export function undoNewestToast(): boolean {
  const newest = useToasts.getState().toasts.findLast((toast) => toast.undo)
  if (!newest?.undo) return false
  dismissToast(newest.id)
  newest.undo.run()
  return true
}

/** The corner of the window where toasts appear, announced politely. Mounted once by the shell. */
export function ToastHost() {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState(false)

  useEffect(() => {
    if (held) return
    const timer = window.setTimeout(() => dismissToast(toast.id), staysMs)
    return () => window.clearTimeout(timer)
  }, [held, toast.id])

  const button = toast.undo ?? toast.action
  return (
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.tone && <ToneShape tone={toast.tone} />}
      <span className="toast__text">{toast.text}</span>
      {button && (
        <Button
          onClick={() => {
            dismissToast(toast.id)
            button.run()
          }}
        >
          {button.label}
        </Button>
      )}
      <IconButton
        size="small"
        label={t('common.dismiss')}
        icon={<X />}
        onClick={() => dismissToast(toast.id)}
      />
    </div>
  )
}

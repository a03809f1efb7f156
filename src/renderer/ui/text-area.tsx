import { useId, type ReactNode, type TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names'
import { FieldNote, RequiredMark } from './text-field'
import './field.css'
import './text-area.css'

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string
  hint?: ReactNode
  /** Replaces the hint and marks the field as invalid. */
  error?: ReactNode
}

/** A labelled input of several lines. */
export function TextArea({ label, hint, error, className, ...area }: TextAreaProps) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className={classNames('field', className)}>
      <label htmlFor={id} className="field__label">
        {label}
        {area.required && <RequiredMark />}
      </label>
      <div className={classNames('field__frame', 'text-area', error != null && 'field__frame--invalid')}>
        <textarea
          id={id}
          rows={3}
          spellCheck={false}
          {...area}
          aria-invalid={error != null || undefined}
          aria-describedby={error != null || hint != null ? noteId : undefined}
        />
      </div>
      <FieldNote id={noteId} hint={hint} error={error} />
    </div>
  )
}

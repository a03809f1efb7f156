import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'
import { classNames } from './class-names'
import './field.css'

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> {
  label: string
  /** Keeps the label for screen readers only. */
  labelHidden?: boolean
  /** One line below: what to enter. */
  hint?: ReactNode
  /** Replaces the hint and marks the field as invalid. */
  error?: ReactNode
  icon?: ReactNode
  /** Inside the frame, behind the text: a unit or a button. */
  trailing?: ReactNode
  size?: 'medium' | 'large'
  ref?: Ref<HTMLInputElement>
}

/** A labelled one-line input with hint and error. */
export function TextField(props: TextFieldProps) {
  const { label, labelHidden, hint, error, icon, trailing, size = 'medium', className, ...input } = props
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className={classNames('field', className)}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : 'field__label'}>
        {label}
        {input.required && !labelHidden && <RequiredMark />}
      </label>
      <div
        className={classNames(
          'field__frame',
          size === 'large' && 'field__frame--large',
          error != null && 'field__frame--invalid',
        )}
      >
        {icon}
        <input
          id={id}
          autoComplete="off"
          spellCheck={false}
          {...input}
          aria-invalid={error != null || undefined}
          aria-describedby={error != null || hint != null ? noteId : undefined}
          className="field__input"
        />
        {trailing}
      </div>
      <FieldNote id={noteId} hint={hint} error={error} />
    </div>
  )
}

/** The mark of a field that must be filled; the input itself carries `required`. */
export function RequiredMark() {
  return (
    <span className="field__required" aria-hidden="true">
      *
    </span>
  )
}

/** Hint or error below a field. */
export function FieldNote({ id, hint, error }: { id: string; hint?: ReactNode; error?: ReactNode }) {
  if (error != null) {
    return (
      <p id={id} className="field__note field__note--error" role="alert">
        {error}
      </p>
    )
  }
  return hint != null ? (
    <p id={id} className="field__note">
      {hint}
    </p>
  ) : null
}

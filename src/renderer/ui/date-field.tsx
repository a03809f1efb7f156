import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { parseTypedDate } from '../i18n/calendar'
import { useFormatters } from '../i18n/format'
import { TextField } from './text-field'

interface DateFieldProps {
  label: string
  labelHidden?: boolean
  /** YYYY-MM-DD, or null when there is none */
  value: string | null
  /** null when the field is empty or holds no date yet */
  onDate(date: string | null): void
  required?: boolean
  error?: ReactNode
  className?: string
}

/**
 * A calendar date typed with the year first, and shown in words as it was understood. The browser's own date field
 * follows the operating system's region, not the program's language: 03/04 could be read as March or April.
 */
export function DateField({ value, onDate, error, labelHidden, ...field }: DateFieldProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? value ?? ''
  const understood = parseTypedDate(text)
  const [left, setLeft] = useState(false)
  const unclear = left && text !== '' && understood === null
  return (
    <TextField
      {...field}
      labelHidden={labelHidden ?? false}
      inputMode="numeric"
      placeholder={t('common.datePattern')}
      maxLength={14}
      value={text}
      title={labelHidden ? field.label : undefined}
      onFocus={() => setLeft(false)}
      onBlur={() => {
        setLeft(true)
        // What is no date stays to be corrected; a date takes its full form.
        if (text === '' || understood !== null) setDraft(null)
      }}
      onChange={(event) => {
        setDraft(event.target.value)
        onDate(parseTypedDate(event.target.value))
      }}
      error={unclear ? t('common.dateUnclear') : error}
      hint={labelHidden || understood === null ? undefined : format.date(understood)}
    />
  )
}

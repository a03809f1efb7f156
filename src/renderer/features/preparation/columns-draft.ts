/** Which columns are what, while a person chooses them; nothing of it holds until the table is read so. */
import type { TableForm, TimeColumn } from '../../../shared/domain/preparation/pipeline'

/** '' where nothing is chosen */
export interface ColumnsDraft {
  form: TableForm['form']
  subject: string
  time: string
  timeUnit: TimeColumn['unit']
  parameter: string
  value: string
  unit: string
}

export function draftOf(form: TableForm | null): ColumnsDraft {
  return {
    form: form?.form ?? 'wide',
    subject: form?.subject ?? '',
    time: form?.time?.column ?? '',
    timeUnit: form?.time?.unit ?? 'min',
    parameter: form?.form === 'long' ? form.parameter : '',
    value: form?.form === 'long' ? form.value : '',
    unit: (form?.form === 'long' ? form.unit : null) ?? '',
  }
}

/** null while something is missing, or a column is to be two things */
export function formOf(draft: ColumnsDraft): TableForm | null {
  const { subject, parameter, value } = draft
  const time = draft.time === '' ? null : { column: draft.time, unit: draft.timeUnit }
  const named = [subject, draft.time, ...(draft.form === 'long' ? [parameter, value, draft.unit] : [])]
  const used = named.filter((column) => column !== '')
  if (new Set(used).size < used.length) return null
  if (draft.form === 'wide') return { form: 'wide', subject: subject || null, time }
  if (subject === '' || parameter === '' || value === '') return null
  return { form: 'long', subject, time, parameter, value, unit: draft.unit || null }
}

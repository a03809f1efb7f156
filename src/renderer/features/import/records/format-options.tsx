import { useTranslation } from 'react-i18next'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { changeImport, useNewImport } from './new-import'

/** What only one format is told: the encoding and the corrections of HL7 senders, the admission of stays without dates. */
export function FormatOptions() {
  const format = useNewImport((state) => state.format)
  if (format === 'hl7') return <MessageOptions />
  return format === 'physionet2012' ? <AdmissionField /> : null
}

/** By their own names, which are the same in every language. */
const encodings = [
  ['gb18030', 'GB 18030'],
  ['big5', 'Big5'],
  ['shift_jis', 'Shift_JIS'],
  ['euc-kr', 'EUC-KR'],
  ['windows-1252', 'Windows-1252'],
  ['iso-8859-2', 'ISO 8859-2'],
  ['windows-1251', 'Windows-1251'],
] as const

function MessageOptions() {
  const { t } = useTranslation()
  const { encoding, corrections } = useNewImport()
  return (
    <>
      <Select
        label={t('recordImport.files.encoding')}
        hint={t('recordImport.files.encodingHint')}
        value={encoding}
        options={[
          { value: '', label: t('recordImport.files.encodingNone') },
          ...encodings.map(([value, label]) => ({ value, label })),
        ]}
        onValue={(value) => changeImport({ encoding: value, forecast: null })}
      />
      <Select
        label={t('recordImport.files.corrections')}
        hint={t('recordImport.files.correctionsHint')}
        value={corrections}
        options={[
          { value: 'whole', label: t('recordImport.files.correctionsWhole') },
          { value: 'changed', label: t('recordImport.files.correctionsChanged') },
        ]}
        onValue={(value) => changeImport({ corrections: value, forecast: null })}
      />
    </>
  )
}

function AdmissionField() {
  const { t } = useTranslation()
  const admission = useNewImport((state) => state.admission)
  return (
    <TextField
      type="datetime-local"
      label={t('recordImport.files.admission')}
      hint={t('recordImport.files.admissionHint')}
      value={admission}
      onChange={(event) => changeImport({ admission: event.target.value, forecast: null })}
    />
  )
}

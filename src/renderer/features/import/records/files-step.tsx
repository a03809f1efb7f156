import { useTranslation } from 'react-i18next'
import type { DraftFile, ImportDraft } from '../../../../shared/domain/record-import/import-draft'
import { type RecordFormat, recordFormats } from '../../../../shared/domain/record/intake'
import { useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { FormatOptions } from './format-options'
import { changeImport, setFormat, useNewImport } from './new-import'
import { ZoneSelect } from './zone-select'

/** Which files, in which format, from whom. */
export function FilesStep({ draft, onNext }: { draft: ImportDraft; onNext(): void }) {
  const { t } = useTranslation()
  const { format, patient, sender } = useNewImport()
  const readable = draft.readIn.find((one) => one.format === format)?.files ?? 0
  const others = draft.files.filter((file) => file.format !== null && file.format !== format).length
  // A table has its mapping's name.
  const isNameless = format !== 'csv' && sender.trim() === ''
  return (
    <>
      <div className="new-import__body">
        <section className="new-import__panel" aria-labelledby="import-how">
          <h2 id="import-how">{t('recordImport.files.how')}</h2>
          <div className="new-import__fields">
            <Select<RecordFormat>
              label={t('recordImport.files.format')}
              value={format}
              options={recordFormats.map((value) => ({ value, label: t(`recordImport.format.${value}`) }))}
              hint={
                draft.format === null
                  ? t('recordImport.files.notRecognised')
                  : draft.format === format
                    ? t('recordImport.files.recognised')
                    : t('recordImport.files.recognisedOther', {
                        format: t(`recordImport.format.${draft.format}`),
                      })
              }
              onValue={setFormat}
            />
            <SenderField />
            {format !== 'csv' && <ZoneOfImport />}
            <FormatOptions />
            {(format === 'vcf' || format === 'wfdb') && (
              <>
                <TextField
                  label={t('recordImport.files.patientNumber')}
                  hint={t('recordImport.files.patientNumberHint')}
                  value={patient.value}
                  maxLength={200}
                  onChange={(event) =>
                    changeImport({ patient: { ...patient, value: event.target.value }, forecast: null })
                  }
                />
                <TextField
                  label={t('recordImport.files.patientSystem')}
                  hint={t('recordImport.files.patientSystemHint')}
                  value={patient.system}
                  maxLength={300}
                  onChange={(event) =>
                    changeImport({ patient: { ...patient, system: event.target.value }, forecast: null })
                  }
                />
              </>
            )}
          </div>
        </section>
        <FileTable draft={draft} format={format} />
      </div>
      <footer className="new-import__foot">
        <p role="status">
          {readable === 0
            ? t('recordImport.files.noneReadable')
            : t('recordImport.files.readable', { count: readable })}{' '}
          {isNameless && t('recordImport.files.senderMissing')}{' '}
          {readable > 0 && others > 0 && t('recordImport.files.leftOut', { count: others })}
        </p>
        <Button tone="primary" disabled={readable === 0 || isNameless} onClick={onNext}>
          {t(format === 'csv' ? 'recordImport.files.toColumns' : 'recordImport.files.toCheck')}
        </Button>
      </footer>
    </>
  )
}

function SenderField() {
  const { t } = useTranslation()
  const { sender, format } = useNewImport()
  const intakes = useBridgeQuery('recordImport:intakes', []).data ?? []
  const known = [...new Set(intakes.filter((one) => one.format === format).map((one) => one.sender))]
  return (
    <>
      <TextField
        label={t('recordImport.files.sender')}
        hint={t(format === 'csv' ? 'recordImport.files.senderHintTable' : 'recordImport.files.senderHint')}
        value={sender}
        required={format !== 'csv'}
        maxLength={200}
        list="import-senders"
        onChange={(event) => changeImport({ sender: event.target.value, forecast: null })}
      />
      <datalist id="import-senders">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}

function ZoneOfImport() {
  const { t } = useTranslation()
  const zone = useNewImport((state) => state.zone)
  return (
    <ZoneSelect
      label={t('recordImport.files.zone')}
      hint={t('recordImport.files.zoneHint')}
      value={zone}
      onValue={(value) => changeImport({ zone: value, forecast: null })}
    />
  )
}

function FileTable({ draft, format }: { draft: ImportDraft; format: RecordFormat }) {
  const { t } = useTranslation()
  const formatters = useFormatters()
  const left = draft.fileCount - draft.files.length
  return (
    <section className="new-import__panel" aria-labelledby="import-files">
      <h2 id="import-files">
        {t('recordImport.files.chosen', { count: draft.fileCount })} · {formatters.bytes(draft.bytes)}
      </h2>
      <ScrollFrame className="new-import__files" label={t('recordImport.files.list')}>
        <table className="data-table selectable">
          <thead>
            <tr>
              <th scope="col">{t('recordImport.files.name')}</th>
              <th scope="col">{t('recordImport.files.looksLike')}</th>
              <th scope="col" className="data-table__number">
                {t('recordImport.files.size')}
              </th>
            </tr>
          </thead>
          <tbody>
            {draft.files.map((file, index) => (
              <FileRow key={index} file={file} format={format} />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {left > 0 && <p className="quiet">{t('recordImport.files.more', { count: left })}</p>}
    </section>
  )
}

function FileRow({ file, format }: { file: DraftFile; format: RecordFormat }) {
  const { t } = useTranslation()
  const formatters = useFormatters()
  return (
    <tr className={file.format === format ? undefined : 'new-import__other'}>
      <th scope="row">{file.name}</th>
      <td>
        {file.format === null ? t('recordImport.files.unknown') : t(`recordImport.format.${file.format}`)}
      </td>
      <td className="data-table__number">{formatters.bytes(file.bytes)}</td>
    </tr>
  )
}

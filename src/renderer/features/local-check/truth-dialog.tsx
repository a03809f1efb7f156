import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  TruthColumn,
  TruthImport,
  TruthKey,
  TruthMapping,
  TruthMatch,
  TruthPreview,
  TruthProblem,
} from '../../../shared/domain/local-check/truth-file'
import { errorOf, useBridgeMutation } from '../../bridge'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { ErrorNotice } from '../../ui/error-notice'
import { ScrollFrame } from '../../ui/scroll-frame'
import { Select } from '../../ui/select'
import {
  changeColumn,
  type ColumnMeaning,
  type FindingChoice,
  type MappingDraft,
  mappingOf,
  meaningOf,
  startDraft,
} from './mapping-draft'

interface TruthDialogProps {
  preview: TruthPreview
  /** findings that a column may be about */
  findings: readonly FindingChoice[]
  onClose(): void
  onImported(added: TruthImport): void
}

/** What the columns of a chosen table mean, what would become of its rows, and then its import. */
export function TruthDialog({ preview, findings, onClose, onImported }: TruthDialogProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(() => startDraft(preview, findings))
  const match = useBridgeMutation('localCheck:matchTruth')
  const importing = useBridgeMutation('localCheck:importTruth', { onSuccess: onImported })
  const mapping = mappingOf(draft)
  const { previewId } = preview
  const failure = match.error ?? importing.error
  const footer = match.data ? (
    <>
      <Button onClick={() => match.reset()}>{t('localCheck.file.back')}</Button>
      <Button
        tone="primary"
        busy={importing.isPending}
        disabled={match.data.counts.labels.every(({ positives, negatives }) => positives + negatives === 0)}
        onClick={() => mapping && importing.mutate([{ previewId, mapping }])}
      >
        {t('localCheck.file.confirm')}
      </Button>
    </>
  ) : (
    <>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button
        tone="primary"
        busy={match.isPending}
        disabled={mapping === null}
        onClick={() => mapping && match.mutate([{ previewId, mapping }])}
      >
        {t('localCheck.file.check')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('localCheck.file.title')} size="large" onClose={onClose} footer={footer}>
      <div className="check-file">
        <p className="selectable">
          {t('localCheck.file.read', {
            name: preview.fileName,
            rows: preview.rows,
            encoding: preview.encoding.toUpperCase(),
          })}
        </p>
        {failure && <ErrorNotice error={errorOf(failure)} />}
        {match.data ? (
          <MatchResult match={match.data} mapping={mapping} findings={findings} />
        ) : (
          <MappingForm preview={preview} findings={findings} draft={draft} onDraft={setDraft} />
        )}
      </div>
    </Dialog>
  )
}

interface MappingFormProps {
  preview: TruthPreview
  findings: readonly FindingChoice[]
  draft: MappingDraft
  onDraft(draft: MappingDraft): void
}

function MappingForm({ preview, findings, draft, onDraft }: MappingFormProps) {
  const { t } = useTranslation()
  const keyColumns =
    draft.key.kind === 'patient-date' ? [draft.key.column, draft.key.dateColumn] : [draft.key.column]
  const meanings = [
    { value: 'ignore', label: t('localCheck.file.ignore') },
    ...findings.map(({ label, title }) => ({
      value: `finding ${label}`,
      label: t('localCheck.file.findingOf', { title }),
    })),
    { value: 'group', label: t('localCheck.file.group') },
  ]
  return (
    <>
      <SampleTable preview={preview} />
      <KeyFields preview={preview} value={draft.key} onValue={(key) => onDraft({ ...draft, key })} />
      <fieldset className="check-file__group">
        <legend>{t('localCheck.file.labels')}</legend>
        <div className="check-file__columns">
          {preview.columns
            .filter(({ name }) => !keyColumns.includes(name))
            .map((column) => (
              <Select
                key={column.name}
                label={column.name}
                value={meaningOf(draft, column.name)}
                options={meanings}
                onValue={(value) => onDraft(changeColumn(draft, column, value as ColumnMeaning))}
              />
            ))}
        </div>
      </fieldset>
      {preview.columns.map((column) =>
        meaningOf(draft, column.name).startsWith('finding ') && !keyColumns.includes(column.name) ? (
          <ValueFields key={column.name} column={column} draft={draft} onDraft={onDraft} />
        ) : null,
      )}
      {mappingOf(draft) === null && <p className="quiet">{t('localCheck.file.needs')}</p>}
    </>
  )
}

function SampleTable({ preview }: { preview: TruthPreview }) {
  const { t } = useTranslation()
  return (
    <ScrollFrame className="check-file__sample" label={t('localCheck.file.sample')}>
      <table className="data-table selectable">
        <caption>{t('localCheck.file.sample')}</caption>
        <thead>
          <tr>
            {preview.columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.sample.slice(0, 4).map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

const keyKinds = ['accession', 'study-uid', 'image-uid', 'patient-date'] as const

function KeyFields(props: { preview: TruthPreview; value: TruthKey; onValue(key: TruthKey): void }) {
  const { preview, value, onValue } = props
  const { t } = useTranslation()
  const columns = preview.columns.map(({ name }) => ({ value: name, label: name }))
  const fallback = columns[1]?.value ?? ''
  const changeKind = (kind: TruthKey['kind']) =>
    onValue(
      kind === 'patient-date'
        ? { kind, column: value.column, dateColumn: fallback }
        : { kind, column: value.column },
    )
  return (
    <fieldset className="check-file__group">
      <legend>{t('localCheck.file.key')}</legend>
      <div className="check-file__columns">
        <Select
          label={t('localCheck.file.key')}
          labelHidden
          value={value.kind}
          options={keyKinds.map((kind) => ({ value: kind, label: t(`localCheck.file.keys.${kind}`) }))}
          onValue={changeKind}
        />
        <Select
          label={t('localCheck.file.keyColumn')}
          value={value.column}
          options={columns}
          onValue={(column) => onValue({ ...value, column })}
        />
        {value.kind === 'patient-date' && (
          <Select
            label={t('localCheck.file.dateColumn')}
            value={value.dateColumn}
            options={columns}
            onValue={(dateColumn) => onValue({ ...value, dateColumn })}
          />
        )}
      </div>
    </fieldset>
  )
}

function ValueFields(props: {
  column: TruthColumn
  draft: MappingDraft
  onDraft(draft: MappingDraft): void
}) {
  const { column, draft, onDraft } = props
  const { t } = useTranslation()
  const values = draft.values[column.name] ?? {}
  const rarer = column.distinct - column.values.length
  return (
    <fieldset className="check-file__group">
      <legend>{t('localCheck.file.values', { column: column.name })}</legend>
      <div className="check-file__columns">
        {column.values.map(({ value, count }) => (
          <Select
            key={value}
            label={`${value} (${count})`}
            value={values[value] ?? 'none'}
            options={[
              { value: 'positive', label: t('localCheck.file.positive') },
              { value: 'negative', label: t('localCheck.file.negative') },
              { value: 'none', label: t('localCheck.file.nothing') },
            ]}
            onValue={(meaning) =>
              onDraft({
                ...draft,
                values: { ...draft.values, [column.name]: { ...values, [value]: meaning } },
              })
            }
          />
        ))}
      </div>
      {rarer > 0 && <p className="quiet">{t('localCheck.file.more', { count: rarer })}</p>}
    </fieldset>
  )
}

interface MatchResultProps {
  match: TruthMatch
  mapping: TruthMapping | null
  findings: readonly FindingChoice[]
}

function MatchResult({ match, findings }: MatchResultProps) {
  const { t } = useTranslation()
  const titleOf = (label: string) => findings.find((each) => each.label === label)?.title ?? label
  return (
    <>
      <p>{t('localCheck.file.matched', { matched: match.counts.matched, rows: match.counts.rows })}</p>
      <ul className="local-check__shortages">
        {match.counts.labels.map(({ label, positives, negatives }) => (
          <li key={label}>
            {t('localCheck.file.labelCounts', { label: titleOf(label), positives, negatives })}
          </li>
        ))}
      </ul>
      <ProblemTable problems={match.problems} caption={t('localCheck.file.problems')} />
    </>
  )
}

export function ProblemTable({ problems, caption }: { problems: readonly TruthProblem[]; caption: string }) {
  const { t } = useTranslation()
  if (problems.length === 0) return <p className="quiet">{t('localCheck.importList.none')}</p>
  return (
    <ScrollFrame className="check-file__problems" label={caption}>
      <table className="data-table selectable">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('localCheck.file.line')}</th>
            <th scope="col">{t('localCheck.file.key2')}</th>
            <th scope="col">{t('localCheck.file.why')}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ line, kind, key }, index) => (
            <tr key={index}>
              <th scope="row">{line}</th>
              <td>{key}</td>
              <td>{t(`localCheck.file.kinds.${kind}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

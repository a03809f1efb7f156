import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  DraftForecast,
  ForecastFile,
  ForecastProgress,
  ImportDraft,
} from '../../../../shared/domain/record-import/import-draft'
import { reporting } from '../../../app/import-actions'
import { dropRecordDraft, showIntake } from '../../../app/record-import'
import { call, errorOf, listen, useBridgeMutation } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Badge, ToneShape } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Progress, Spinner } from '../../../ui/progress'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { entryKinds } from './mapped-preview'
import { changeImport, optionsOf, useNewImport } from './new-import'
import { usePlaceText, useReasonText, useWhyText } from './reason-text'

/** A dry run: what the import would do. Only then it begins. */
export function CheckStep({ draft }: { draft: ImportDraft }) {
  const { t } = useTranslation()
  const { forecast } = useNewImport()
  const progress = useForecastProgress(draft.id)
  const dryRun = useBridgeMutation('recordImport:dryRun', {
    onSuccess: (found) => changeImport({ forecast: found }),
  })
  const { mutate } = dryRun
  const begin = () => {
    const options = optionsOf(useNewImport.getState())
    if (options) mutate([{ draftId: draft.id, options }])
  }
  useEffect(() => {
    if (useNewImport.getState().forecast !== null) return
    const options = optionsOf(useNewImport.getState())
    if (options) mutate([{ draftId: draft.id, options }])
  }, [draft.id, mutate])
  return (
    <>
      <div className="new-import__body">
        <p className="new-import__note">{t('recordImport.check.note')}</p>
        {dryRun.isPending && <Running progress={progress} />}
        {dryRun.error && (
          <ErrorNotice
            error={errorOf(dryRun.error)}
            kept={t('recordImport.check.nothingWritten')}
            actions={<Button onClick={begin}>{t('common.retry')}</Button>}
          />
        )}
        {forecast && !dryRun.isPending && <Found forecast={forecast} />}
      </div>
      <CheckFoot draft={draft} busy={dryRun.isPending} />
    </>
  )
}

function useForecastProgress(draftId: string): ForecastProgress | null {
  const [progress, setProgress] = useState<ForecastProgress | null>(null)
  useEffect(
    () => listen('recordImport:forecasting', (step) => setProgress(step.draftId === draftId ? step : null)),
    [draftId],
  )
  return progress
}

function Running({ progress }: { progress: ForecastProgress | null }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <div className="check-step__running" role="status">
      <Spinner />
      <span>
        {progress
          ? t('recordImport.check.running', {
              items: progress.items,
              done: format.bytes(progress.bytesDone),
              all: format.bytes(progress.bytes),
            })
          : t('recordImport.check.starting')}
      </span>
      <Progress
        label={t('recordImport.check.title')}
        value={progress?.bytesDone ?? 0}
        max={progress?.bytes ?? null}
      />
      <Button onClick={() => void reporting(call('recordImport:cancelDryRun'))}>{t('common.cancel')}</Button>
    </div>
  )
}

function CheckFoot({ draft, busy }: { draft: ImportDraft; busy: boolean }) {
  const { t } = useTranslation()
  const { forecast, mappingId } = useNewImport()
  const [starting, setStarting] = useState(false)
  const sums = forecast && total(forecast)
  const start = async () => {
    const options = optionsOf(useNewImport.getState())
    if (!options) return
    setStarting(true)
    const begun = await reporting(call('recordImport:start', { draftId: draft.id, options, mappingId }))
    setStarting(false)
    if (!begun) return
    dropRecordDraft()
    showIntake(begun.intakeId)
  }
  return (
    <footer className="new-import__foot">
      <p role="status">
        {sums &&
          !busy &&
          t('recordImport.check.summary', { fresh: sums.fresh, known: sums.known, rejected: sums.rejected })}
      </p>
      <Button
        tone="primary"
        busy={starting}
        disabled={busy || !sums || sums.fresh + sums.known + sums.rejected === 0}
        onClick={() => void start()}
      >
        {t('recordImport.check.start')}
      </Button>
    </footer>
  )
}

const countNames = ['fresh', 'known', 'repeated', 'rejected'] as const

function total({ files }: DraftForecast): ForecastFile['counts'] {
  const sum = (name: (typeof countNames)[number]) => files.reduce((all, { counts }) => all + counts[name], 0)
  return { fresh: sum('fresh'), known: sum('known'), repeated: sum('repeated'), rejected: sum('rejected') }
}

/** Sums of each name over the files, the largest first. */
function summed(files: readonly ForecastFile[], of: (file: ForecastFile) => Record<string, number>) {
  const sums = new Map<string, number>()
  for (const file of files)
    for (const [name, count] of Object.entries(of(file))) sums.set(name, (sums.get(name) ?? 0) + count)
  return [...sums].toSorted(([, a], [, b]) => b - a)
}

const tones = { fresh: 'good', known: 'neutral', repeated: 'neutral', rejected: 'warning' } as const

function Found({ forecast }: { forecast: DraftForecast }) {
  const { t } = useTranslation()
  const sums = total(forecast)
  const { patients, files } = forecast
  return (
    <>
      <section className="new-import__panel" aria-labelledby="check-patients">
        <h2 id="check-patients">{t('recordImport.check.patients')}</h2>
        <p className="check-step__badges">
          <Badge tone="good">{t('recordImport.check.patientsFresh', { count: patients.fresh })}</Badge>
          <Badge>{t('recordImport.check.patientsKnown', { count: patients.known })}</Badge>
          {patients.conflicting > 0 && (
            <Badge tone="danger">
              {t('recordImport.check.patientsConflicting', { count: patients.conflicting })}
            </Badge>
          )}
        </p>
        <h2>{t('recordImport.check.statements')}</h2>
        <p className="check-step__badges">
          {countNames.map((name) => (
            <Badge key={name} tone={sums[name] > 0 ? tones[name] : 'neutral'}>
              {t(`recordImport.check.count.${name}`, { count: sums[name] })}
            </Badge>
          ))}
        </p>
      </section>
      <KindsAndReasons files={files} />
      <FilesFound files={files} />
    </>
  )
}

function KindsAndReasons({ files }: { files: readonly ForecastFile[] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const reasonText = useReasonText()
  const kinds = summed(files, (file) => file.kinds)
  const reasons = summed(files, (file) => file.reasons)
  const skipped = summed(files, (file) => file.skipped)
  return (
    <div className="check-step__columns">
      <section className="new-import__panel" aria-labelledby="check-kinds">
        <h2 id="check-kinds">{t('recordImport.check.kinds')}</h2>
        <dl className="check-step__list">
          {kinds.map(([kind, count]) => (
            <div key={kind}>
              <dt>{t(`recordImport.kind.${entryKinds.find((one) => one === kind) ?? 'observation'}`)}</dt>
              <dd>{format.number(count)}</dd>
            </div>
          ))}
        </dl>
        {kinds.length === 0 && <p className="quiet">{t('recordImport.check.noKinds')}</p>}
      </section>
      <section className="new-import__panel" aria-labelledby="check-reasons">
        <h2 id="check-reasons">{t('recordImport.check.reasons')}</h2>
        <dl className="check-step__list">
          {reasons.map(([reason, count]) => (
            <div key={reason}>
              <dt>{reasonText(reason)}</dt>
              <dd>{format.number(count)}</dd>
            </div>
          ))}
          {skipped.map(([what, count]) => (
            <div key={what}>
              <dt>{t('recordImport.check.skipped', { what })}</dt>
              <dd>{format.number(count)}</dd>
            </div>
          ))}
        </dl>
        {reasons.length + skipped.length === 0 && (
          <p className="quiet">{t('recordImport.check.noReasons')}</p>
        )}
      </section>
    </div>
  )
}

function FilesFound({ files }: { files: readonly ForecastFile[] }) {
  const { t } = useTranslation()
  const placeText = usePlaceText()
  const reasonText = useReasonText()
  const whyText = useWhyText()
  const problems = files.flatMap((file) => file.problems.map((problem) => ({ ...problem, file: file.name })))
  return (
    <section className="new-import__panel" aria-labelledby="check-files">
      <h2 id="check-files">{t('recordImport.check.files')}</h2>
      <ul className="check-step__files">
        {files.map((file, index) => (
          <li key={index}>
            <span className="selectable">{file.name}</span>{' '}
            <span className="quiet">
              {t('recordImport.check.fileCounts', {
                fresh: file.counts.fresh,
                known: file.counts.known,
                rejected: file.counts.rejected,
              })}
            </span>
            {file.error && <ErrorNotice error={file.error} live={false} />}
          </li>
        ))}
      </ul>
      {problems.length > 0 && (
        <ScrollFrame className="mapped-preview" label={t('recordImport.check.problems')}>
          <table className="data-table selectable">
            <caption>{t('recordImport.check.problems')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('recordImport.files.name')}</th>
                <th scope="col">{t('recordImport.held.place')}</th>
                <th scope="col">{t('recordImport.held.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {problems.slice(0, 50).map(({ file, row, reason, detail }, index) => (
                <tr key={index}>
                  <td>{file}</td>
                  <td>{placeText(row)}</td>
                  <td>
                    <ToneShape tone="warning" /> {reasonText(reason)}{' '}
                    <span className="quiet">{whyText(reason, detail)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      )}
    </section>
  )
}

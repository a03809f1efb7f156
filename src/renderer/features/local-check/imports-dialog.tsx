import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TruthImport } from '../../../shared/domain/local-check/truth-file'
import { useBridgeQuery } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { ProblemTable } from './truth-dialog'

interface ImportsDialogProps {
  imports: readonly TruthImport[]
  onClose(): void
  onRemoved(found: TruthImport, removed: boolean): void
}

/** Every import with what became of its rows; each can be taken back and brought in again. */
export function ImportsDialog({ imports, onClose, onRemoved }: ImportsDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('localCheck.importList.title')} size="large" onClose={onClose}>
      {imports.length === 0 ? (
        <p>{t('localCheck.importsNone')}</p>
      ) : (
        <ul className="check-imports">
          {imports.map((found) => (
            <li key={found.id}>
              <ImportEntry found={found} onRemoved={onRemoved} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function ImportEntry({ found, onRemoved }: { found: TruthImport } & Pick<ImportsDialogProps, 'onRemoved'>) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [open, setOpen] = useState(false)
  const removed = found.removedAtMs !== null
  const { matched, rows, labels } = found.counts
  return (
    <section className="check-imports__entry" aria-label={found.fileName}>
      <div className="check-imports__head">
        <div className="check-imports__text selectable">
          <h3>{found.fileName}</h3>
          <p className="quiet">
            {format.moment(found.createdAtMs)} · {t('localCheck.importList.rows', { matched, rows })}
          </p>
          {labels.map(({ label, positives, negatives }) => (
            <p key={label} className="quiet">
              {t('localCheck.file.labelCounts', { label, positives, negatives })}
            </p>
          ))}
        </div>
        {removed && <Badge tone="warning">{t('localCheck.importList.removedState')}</Badge>}
        <Button onClick={() => onRemoved(found, !removed)}>
          {removed ? t('localCheck.importList.restore') : t('localCheck.importList.remove')}
        </Button>
      </div>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('localCheck.importList.problems')}</summary>
        {open && <ImportProblems importId={found.id} />}
      </details>
    </section>
  )
}

function ImportProblems({ importId }: { importId: string }) {
  const { t } = useTranslation()
  const problems = useBridgeQuery('localCheck:importProblems', [{ importId, offset: 0, limit: 500 }])
  return problems.data ? (
    <ProblemTable problems={problems.data} caption={t('localCheck.importList.problems')} />
  ) : null
}

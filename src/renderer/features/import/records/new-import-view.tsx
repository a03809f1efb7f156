import { FileSpreadsheet, FolderTree } from 'lucide-react'
import { useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { forgetRecordDraft, importRecords, useRecordImport } from '../../../app/record-import'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { Spinner } from '../../../ui/progress'
import { CheckStep } from './check-step'
import { ColumnsStep } from './columns-step'
import { FilesStep } from './files-step'
import { changeImport, followDraft, type Step, useNewImport } from './new-import'

/** From chosen files to an import, in two or three steps; nothing is written before the last. */
export function NewImportView() {
  const { t } = useTranslation()
  const { draft, looking } = useRecordImport()
  const { draftId, step, format } = useNewImport()
  useLayoutEffect(() => followDraft(draft), [draft])
  if (looking)
    return (
      <p className="record-imports__waiting" role="status">
        <Spinner /> {t('recordImport.looking')}
      </p>
    )
  // The state of the files before is forgotten in the same frame.
  if (!draft) return <NothingChosen />
  if (draftId !== draft.id) return null
  const steps: Step[] = format === 'csv' ? ['files', 'columns', 'check'] : ['files', 'check']
  const at = steps.indexOf(step)
  return (
    <div className="new-import">
      <nav className="new-import__steps" aria-label={t('recordImport.steps')}>
        <ol>
          {steps.map((one, index) => (
            <li key={one}>
              <button
                type="button"
                className="new-import__step"
                aria-current={one === step ? 'step' : undefined}
                disabled={index > at}
                onClick={() => changeImport({ step: one })}
              >
                <span aria-hidden="true" className="new-import__number">
                  {index + 1}
                </span>
                {t(`recordImport.step.${one}`)}
              </button>
            </li>
          ))}
        </ol>
        <Button onClick={forgetRecordDraft}>{t('recordImport.forget')}</Button>
      </nav>
      {step === 'files' && (
        <FilesStep draft={draft} onNext={() => changeImport({ step: steps[1] ?? 'check' })} />
      )}
      {step === 'columns' && <ColumnsStep draft={draft} />}
      {step === 'check' && <CheckStep draft={draft} />}
    </div>
  )
}

function NothingChosen() {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={<FileSpreadsheet />}
      title={t('recordImport.nothing.title')}
      actions={
        <>
          <Button tone="primary" icon={<FileSpreadsheet />} onClick={() => void importRecords('files')}>
            {t('recordImport.chooseFiles')}
          </Button>
          <Button icon={<FolderTree />} onClick={() => void importRecords('folder')}>
            {t('recordImport.chooseFolder')}
          </Button>
        </>
      }
    >
      {t('recordImport.nothing.text')}
    </EmptyState>
  )
}

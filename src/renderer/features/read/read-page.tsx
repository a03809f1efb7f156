import { ImageOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { errorOf, useSettings, useStudy } from '../../bridge'
import { navigate } from '../../app/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { Spinner } from '../../ui/progress'
import { Workplace } from './workplace'
import './read-page.css'

/** One study: its series, the viewer, findings and tags. */
export function ReadPage({ studyId }: { studyId: string }) {
  const { t } = useTranslation()
  const study = useStudy(studyId)
  const settings = useSettings()
  if (study.error)
    return (
      <div className="read__message">
        <ErrorNotice
          error={errorOf(study.error)}
          actions={
            <>
              <Button onClick={() => void study.refetch()}>{t('common.retry')}</Button>
              <Button onClick={() => navigate({ page: 'worklist' })}>{t('read.toWorklist')}</Button>
            </>
          }
        />
      </div>
    )
  if (!study.data || !settings.data)
    return (
      <div className="read__message read__message--late" role="status">
        <Spinner size={20} />
        {t('read.opening')}
      </div>
    )
  if (study.data.series.length === 0)
    return (
      <EmptyState
        icon={<ImageOff />}
        title={t('read.emptyStudy')}
        actions={
          <Button tone="primary" onClick={() => navigate({ page: 'worklist' })}>
            {t('read.toWorklist')}
          </Button>
        }
      >
        {t('read.emptyStudyHint')}
      </EmptyState>
    )
  return <Workplace study={study.data} preferences={settings.data.viewer} />
}

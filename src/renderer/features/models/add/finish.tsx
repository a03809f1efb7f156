import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteForm } from '../../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import { modelKey } from '../../../../shared/domain/models/model-key'
import { navigate } from '../../../app/navigation'
import { errorOf, useBridgeMutation } from '../../../bridge'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { ErrorNotice } from '../../../ui/error-notice'
import { Progress } from '../../../ui/progress'
import { showToast } from '../../../ui/toast'
import { useAddStore } from './add-store'
import { problemsOf } from './problems-of'

interface FinishProps {
  draft: SiteDraft
  /** null for a package */
  form: SiteForm | null
}

/** The last step: who adds a model takes the responsibility for it. */
export function Finish({ draft, form }: FinishProps) {
  const { t } = useTranslation()
  const [confirmed, setConfirmed] = useState(false)
  const { showProblems, mark } = useAddStore()
  const add = useBridgeMutation('site:add', {
    onSuccess: ({ id, version }) => {
      showToast({ tone: 'good', text: t('addModel.finish.added', { id, version }) })
      navigate({ page: 'models', modelId: modelKey(id, version) })
    },
  })
  const cancel = useBridgeMutation('site:cancel')
  const problems = form ? problemsOf(draft, form) : []
  const adding = draft.stage === 'adding'
  const start = () => {
    mark()
    if (problems.length === 0) add.mutate([{ form }])
  }
  return (
    <section className="add__section" aria-labelledby="add-finish">
      <h3 id="add-finish">{t('addModel.finish.title')}</h3>
      <p className="quiet">{t('addModel.finish.text')}</p>
      {showProblems && problems.length > 0 && (
        <div role="alert" className="add__problems">
          <p>{t('addModel.finish.missing', { count: problems.length })}</p>
          <ul>
            {problems.map((field) => (
              <li key={field}>{t(`addModel.problems.${field}`)}</li>
            ))}
          </ul>
        </div>
      )}
      <Checkbox
        label={t('addModel.finish.confirm')}
        checked={confirmed}
        disabled={adding}
        onChecked={setConfirmed}
      />
      <div className="add__row">
        <Button tone="primary" icon={<Plus />} busy={adding} disabled={!confirmed} onClick={start}>
          {t('addModel.finish.add')}
        </Button>
        {adding && <Button onClick={() => cancel.mutate([])}>{t('addModel.cancel')}</Button>}
      </div>
      <div aria-live="polite">
        {adding && (
          <Progress
            label={t('addModel.finish.recording')}
            value={draft.progress?.done ?? 0}
            max={draft.progress?.total ?? null}
          />
        )}
        {add.error && !adding && (
          <ErrorNotice error={errorOf(add.error)} live={false} kept={t('addModel.finish.kept')} />
        )}
      </div>
    </section>
  )
}

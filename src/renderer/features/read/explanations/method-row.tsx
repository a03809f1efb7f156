import { Eye, EyeOff, Play, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ExplanationJob, ExplanationMethod } from '../../../../shared/domain/analysis/explanation'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { IconButton } from '../../../ui/icon-button'
import { Progress } from '../../../ui/progress'
import { Tooltip } from '../../../ui/tooltip'
import { FiguresOf } from './figures-of'
import type { Explanations } from './use-explanations'

interface MethodRowProps {
  method: ExplanationMethod
  explanations: Explanations
}

/** One method: what it does, its progress, and what came of it. */
export function MethodRow({ method, explanations }: MethodRowProps) {
  const { t } = useTranslation()
  const name = t(`explanations.method.${method}.name`)
  const job = explanations.jobOf(method)
  const explanation = explanations.finished(method)
  return (
    <li className="why__method" data-method={method}>
      <div className="why__method-head">
        <Tooltip text={t(`explanations.method.${method}.how`)} placement="left">
          <span className="why__name" tabIndex={0}>
            {name}
          </span>
        </Tooltip>
        {explanation ? (
          <ShowButton method={method} name={name} explanations={explanations} />
        ) : (
          (!job || job.state === 'failed') && (
            <Button
              icon={<Play />}
              aria-label={t('explanations.computeOne', { method: name })}
              onClick={() => explanations.start([method])}
            >
              {t('explanations.compute')}
            </Button>
          )
        )}
      </div>
      {job && job.state !== 'failed' && (
        <JobProgress job={job} name={name} onCancel={() => explanations.cancel([job])} />
      )}
      {job?.error && <ErrorNotice error={job.error} live />}
      {explanation && <FiguresOf explanation={explanation} />}
    </li>
  )
}

function ShowButton({ method, name, explanations }: MethodRowProps & { name: string }) {
  const { t } = useTranslation()
  const isShown = explanations.shown.includes(method)
  return (
    <Button
      icon={isShown ? <EyeOff /> : <Eye />}
      aria-label={t('explanations.showOne', { method: name })}
      aria-pressed={isShown}
      onClick={() => explanations.press(method)}
    >
      {isShown ? t('explanations.hide') : t('explanations.show')}
    </Button>
  )
}

function JobProgress({ job, name, onCancel }: { job: ExplanationJob; name: string; onCancel(): void }) {
  const { t } = useTranslation()
  const text =
    job.state === 'queued'
      ? t('explanations.waiting')
      : t('explanations.progress', { done: job.done, total: job.total, left: job.total - job.done })
  return (
    <div className="why__progress">
      <div className="why__bar">
        <Progress
          label={name}
          value={job.done}
          max={job.state === 'queued' ? null : job.total}
          valueText={text}
        />
        <span className="quiet findings__small">{text}</span>
      </div>
      <IconButton
        size="small"
        label={t('explanations.cancelOne', { method: name })}
        icon={<X />}
        onClick={onCancel}
      />
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import type { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import type { PipelineProblem } from '../../../shared/domain/preparation/report'
import { ToneShape } from '../../ui/badge'

/** Why the pipeline cannot be run as it stands; nothing where it can. */
export function PipelineProblems(props: {
  problems: readonly PipelineProblem[]
  pipeline: PreparationPipeline
}) {
  const { t } = useTranslation()
  const { problems, pipeline } = props
  if (problems.length === 0) return null
  const titleOf = (id: string | null) => {
    const step = pipeline.steps.find((one) => one.id === id)
    return step ? t(`preparation.step.${step.step}`) : (id ?? '')
  }
  return (
    <div className="preparation__problems" role="alert">
      <p>
        <ToneShape tone="danger" /> {t('preparation.problem.title')}
      </p>
      <ul className="preparation__list">
        {problems.slice(0, 20).map(({ code, step, name }) => (
          <li key={`${code} ${step} ${name}`}>
            {t(`preparation.problem.${code}`, { step: titleOf(step), name: name ?? '' })}
          </li>
        ))}
      </ul>
      {problems.length > 20 && (
        <p className="quiet">{t('preparation.problem.more', { count: problems.length - 20 })}</p>
      )}
    </div>
  )
}

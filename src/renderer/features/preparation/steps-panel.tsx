import { useTranslation } from 'react-i18next'
import type { OpenedTable } from '../../../shared/domain/preparation/report'
import { pipelineProblems } from '../../../shared/domain/preparation/pipeline-order'
import type { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import { PipelineProblems } from './pipeline-problems'
import { StepEffect } from './step-effect'
import { StepForm } from './step-form'
import { StepList } from './step-list'
import { useWorkshop } from './workshop-store'

/** The steps in their order, the chosen one's settings, and what it does to the table. */
export function StepsPanel({ table, pipeline }: { table: OpenedTable; pipeline: PreparationPipeline }) {
  const { t } = useTranslation()
  const chosenId = useWorkshop((state) => state.step)
  const chosen = pipeline.steps.find(({ id }) => id === chosenId) ?? pipeline.steps[0]
  return (
    <div className="preparation__split preparation__split--steps">
      <div className="preparation__pane">
        <PipelineProblems problems={pipelineProblems(pipeline, table.header)} pipeline={pipeline} />
        <StepList pipeline={pipeline} chosen={chosen?.id ?? null} />
        {chosen && <StepForm key={chosen.id} step={chosen} pipeline={pipeline} />}
      </div>
      <div key={chosen?.id} className="preparation__pane">
        {chosen ? (
          <StepEffect step={chosen} tableId={table.tableId} />
        ) : (
          <p className="quiet">{t('preparation.steps.none')}</p>
        )}
      </div>
    </div>
  )
}

import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PreparationPipeline, PreparationStep } from '../../../shared/domain/preparation/pipeline'
import { mayMove } from '../../../shared/domain/preparation/pipeline-order'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { Menu } from '../../ui/menu'
import { addStep, changeStep, moveStep, newStep, removeStep, stepKinds } from './pipeline-edits'
import { edit, isCurrent, showStep, useWorkshop } from './workshop-store'

/** The steps from top to bottom as they are done. */
export function StepList({ pipeline, chosen }: { pipeline: PreparationPipeline; chosen: string | null }) {
  const { t } = useTranslation()
  const { steps } = pipeline
  return (
    <section className="preparation__section" aria-labelledby="preparation-steps">
      <div className="preparation__row">
        <h2 id="preparation-steps">{t('preparation.steps.title')}</h2>
        <Menu
          label={t('preparation.steps.add')}
          items={stepKinds.map((kind) => ({
            id: kind,
            label: t(`preparation.step.${kind}`),
            onSelect: () => {
              const step = newStep(kind, steps)
              edit((now) => addStep(now, step))
              showStep(step.id)
            },
          }))}
          trigger={(props) => (
            <Button icon={<Plus />} {...props}>
              {t('preparation.steps.add')}
            </Button>
          )}
        />
      </div>
      {steps.length === 0 && <p className="quiet">{t('preparation.steps.none')}</p>}
      <ol className="preparation__steps">
        {steps.map((step, at) => (
          <StepEntry key={step.id} step={step} at={at} steps={steps} chosen={step.id === chosen} />
        ))}
      </ol>
    </section>
  )
}

interface StepEntryProps {
  step: PreparationStep
  at: number
  steps: readonly PreparationStep[]
  chosen: boolean
}

function StepEntry({ step, at, steps, chosen }: StepEntryProps) {
  const { t } = useTranslation()
  const title = t(`preparation.step.${step.step}`)
  return (
    <li className="preparation__step" data-current={chosen || undefined}>
      <input
        type="checkbox"
        checked={step.on}
        aria-label={t('preparation.steps.on', { step: title })}
        onChange={({ target }) => edit((now) => changeStep(now, step.id, { on: target.checked }))}
      />
      <button
        type="button"
        className="preparation__step-open"
        aria-pressed={chosen}
        onClick={() => showStep(step.id)}
      >
        <span className="preparation__step-title">
          {t('preparation.steps.numbered', { n: at + 1, step: title })}
        </span>
        <span className="quiet">
          <StepSummary step={step} />
        </span>
      </button>
      <span className="preparation__step-tools">
        <IconButton
          size="small"
          label={t('preparation.steps.up', { step: title })}
          icon={<ArrowUp />}
          disabled={!mayMove(steps, at, at - 1)}
          onClick={() => edit((now) => moveStep(now, step.id, -1))}
        />
        <IconButton
          size="small"
          label={t('preparation.steps.down', { step: title })}
          icon={<ArrowDown />}
          disabled={!mayMove(steps, at, at + 1)}
          onClick={() => edit((now) => moveStep(now, step.id, 1))}
        />
        <IconButton
          size="small"
          label={t('preparation.steps.remove', { step: title })}
          icon={<Trash2 />}
          onClick={() => edit((now) => removeStep(now, step.id))}
        />
      </span>
    </li>
  )
}

/** What it did in the last preview, in a line. */
function StepSummary({ step }: { step: PreparationStep }) {
  const { t } = useTranslation()
  const report = useWorkshop((state) => state.preview?.shown.steps.find(({ id }) => id === step.id))
  const current = useWorkshop(isCurrent)
  if (!step.on) return t('preparation.steps.off')
  if (!report) return t('preparation.steps.notWorkedOut')
  const count = report.counts.reduce((sum, one) => sum + one.count, 0)
  const text = t('preparation.steps.touched', { count })
  return current ? text : t('preparation.steps.outOfDate', { text })
}

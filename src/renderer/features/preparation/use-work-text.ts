import { useTranslation } from 'react-i18next'
import { useWorkshop } from './workshop-store'

/** What the workshop is doing now, in a line; '' while it does nothing that takes long. */
export function useWorkText(): string {
  const { t } = useTranslation()
  const work = useWorkshop((state) => state.work)
  const steps = useWorkshop((state) => state.history?.now.steps)
  if (!work || work.kind === 'opening') return ''
  const { progress } = work
  if (work.cancelling) return t('preparation.work.cancelling')
  if (!progress) return t(`preparation.work.${work.kind}`)
  const step = steps?.find(({ id }) => id === progress.step)
  const phase = t(`preparation.phase.${progress.phase}`)
  return step ? t('preparation.work.phaseOfStep', { phase, step: t(`preparation.step.${step.step}`) }) : phase
}

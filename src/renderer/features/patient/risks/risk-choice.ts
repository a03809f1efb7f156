/** Which risk of the open patient is looked at: chosen in the strip above or in the part itself. */
import { create } from 'zustand'

export type RiskTab = 'models' | 'stay' | 'scores'

interface RiskChoice {
  /** of another patient: the choice does not count */
  patientId: string
  tab: RiskTab
  /** null: the one with the greatest need */
  modelId: string | null
}

const useChoice = create<RiskChoice>(() => ({ patientId: '', tab: 'models', modelId: null }))

export function useRiskChoice(patientId: string): Pick<RiskChoice, 'tab' | 'modelId'> {
  const { patientId: of, tab, modelId } = useChoice()
  return of === patientId ? { tab, modelId } : { tab: 'models', modelId: null }
}

export const chooseRisk = (patientId: string, tab: RiskTab, modelId: string | null = null): void =>
  useChoice.setState({ patientId, tab, modelId })

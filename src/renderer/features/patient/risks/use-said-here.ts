/** What the user said beside the record, for this session: kept with what was read of the vault, and forgotten with it. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { PopulationFactId } from '../../../../shared/domain/risks/risk-binding'
import { nothingSaid, type SaidHere } from '../../../../shared/domain/risks/risk-result'

export interface SaidHereControl {
  said: SaidHere
  /** cell null: takes it back */
  setCell(modelId: string, column: string, cell: string | null): void
  /** answer null: takes it back */
  setFact(fact: PopulationFactId, answer: boolean | null): void
}

const keyOf = (patientId: string) => ['risks said here', patientId] as const

export function useSaidHere(patientId: string): SaidHereControl {
  const client = useQueryClient()
  const { data: said } = useQuery({
    queryKey: keyOf(patientId),
    queryFn: () => nothingSaid,
    initialData: nothingSaid,
    staleTime: Infinity,
    gcTime: Infinity,
  })
  const set = (next: SaidHere) => client.setQueryData(keyOf(patientId), next)
  return {
    said,
    setCell: (modelId, column, cell) => {
      const others = Object.entries(said.cells[modelId] ?? {}).filter(([name]) => name !== column)
      const cells = Object.fromEntries(cell === null ? others : [...others, [column, cell]])
      set({ ...said, cells: { ...said.cells, [modelId]: cells } })
    },
    setFact: (fact, answer) => {
      const { [fact]: _before, ...others } = said.facts
      set({ ...said, facts: answer === null ? others : { ...others, [fact]: answer } })
    },
  }
}

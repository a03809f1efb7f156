/** Imports of records as the tray tells of them. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type IntakeRun,
  type IntakeSummary,
  outcomeCounts,
} from '../../../shared/domain/record-import/intake-summary'
import { showIntake } from '../../app/record-import'
import { useBridgeQuery } from '../../bridge'
import { showToast } from '../../ui/toast'

const noRuns: readonly IntakeRun[] = []
const noIntakes: readonly IntakeSummary[] = []

export const useRecordRuns = (): readonly IntakeRun[] =>
  useBridgeQuery('recordImport:running', []).data ?? noRuns

export const useRecordIntakes = (): readonly IntakeSummary[] =>
  useBridgeQuery('recordImport:intakes', []).data ?? noIntakes

/** Tells when an import ends: the text for a live region, and a toast with the way to its report. */
export function useRecordAnnouncements(): string {
  const { t } = useTranslation()
  const intakes = useBridgeQuery('recordImport:intakes', []).data
  const runs = useRecordRuns()
  const [spoken, setSpoken] = useState('')
  const seen = useRef<Map<string, IntakeSummary['state']> | null>(null)
  useEffect(() => {
    if (intakes === undefined) return
    const before = seen.current
    const stateOf = (intake: IntakeSummary) =>
      runs.some(({ intakeId }) => intakeId === intake.id) ? 'running' : intake.state
    seen.current = new Map(intakes.map((intake) => [intake.id, stateOf(intake)]))
    // What was there when the window opened is no news. A short import may be over when it is first heard of.
    if (before === null) return
    for (const intake of intakes) {
      const state = stateOf(intake)
      const earlier = before.get(intake.id)
      if (state === 'running' || (earlier !== undefined && earlier !== 'running')) continue
      const counts = outcomeCounts(intake.files)
      const text = t(`recordImport.ended.${state}`, {
        added: counts.get('added') ?? 0,
        known: (counts.get('duplicate') ?? 0) + (counts.get('seen-again') ?? 0),
        waiting: intake.held.waiting,
      })
      setSpoken(text)
      showToast({
        tone: state === 'failed' ? 'danger' : intake.held.waiting > 0 ? 'warning' : 'good',
        text,
        action: { label: t('jobs.report'), run: () => showIntake(intake.id) },
      })
    }
  }, [intakes, runs, t])
  return spoken
}

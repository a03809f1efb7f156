import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { AnalysisRun, FindingReview } from '../../../../shared/domain/analysis/analysis'
import type { Settings } from '../../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../../shared/domain/worklist/worklist'
import type { ChannelResponse } from '../../../../shared/ipc/contract'
import type { AppError } from '../../../../shared/result'
import type { Command } from '../../../app/commands'
import { updateSettings } from '../../../app/preferences'
import { call, errorOf, queryKey, useBridgeQuery } from '../../../bridge'
import { showToast } from '../../../ui/toast'
import type { ShownHeatmap } from '../../../viewer/cells/cell-view'
import i18next from 'i18next'
import { mustAskAge, newestFirst } from './model-facts'
import { statedAgeYears, type AgeEntry } from './stated-age'
import { useHeatmap } from './use-heatmap'

export type ListedModel = ChannelResponse<'models:list'>[number]

export interface Findings {
  study: StudyDetail
  instanceId: string | null
  models: readonly ListedModel[]
  model: ListedModel | null
  chooseModel(id: string): void
  /** runs of the chosen model in this study, newest first */
  runs: readonly AnalysisRun[]
  /** the run that is shown: the newest on the shown image, or the one chosen in the history */
  run: AnalysisRun | null
  chooseRun(id: string): void
  /** the shown finding of the run */
  label: string | null
  chooseLabel(label: string): void
  start(): void
  running: boolean
  failure: AppError | null
  asksAge: boolean
  age: AgeEntry
  setAge(age: AgeEntry): void
  ageRefused: boolean
  review(change: Partial<Pick<FindingReview, 'verdict' | 'comment'>>): Promise<void>
  heatmapOn: boolean
  setHeatmapOn(on: boolean): void
  heatmapOpacity: number
  setHeatmapOpacity(opacity: number): void
  heatmap: ShownHeatmap | null
  heatmapError: AppError['code'] | null
  commands(openPanel: () => void): Command[]
}

/** Everything the Findings panel knows and does. It lives with the page, so that the heat map stays when the panel is folded. */
export function useFindings(
  study: StudyDetail,
  instanceId: string | null,
  preferences: Settings['viewer'],
): Findings {
  const client = useQueryClient()
  const studyId = study.study.id
  const models = useBridgeQuery('models:list', []).data ?? noModels
  const history = useBridgeQuery('analysis:history', [{ studyId }]).data ?? noRuns
  const [chosenModel, setChosenModel] = useState<string | null>(null)
  const [chosenRun, setChosenRun] = useState<string | null>(null)
  const [chosenLabel, setChosenLabel] = useState<string | null>(null)
  const [age, setAge] = useState<AgeEntry>(() => lastStatedAge(history))
  const [ageRefused, setAgeRefused] = useState(false)
  const [heatmapOn, setHeatmapOn] = useState(true)

  const model =
    models.find(({ id }) => id === chosenModel) ??
    models.find(({ state }) => state.state === 'available') ??
    models[0] ??
    null
  const runs = useMemo(
    () => newestFirst(history.filter(({ outcome }) => outcome.model.id === model?.id)),
    [history, model?.id],
  )
  const run =
    runs.find(({ id, instanceId: of }) => id === chosenRun && of === instanceId) ??
    runs.find((candidate) => candidate.instanceId === instanceId) ??
    null
  const labels = run?.outcome.status === 'assessed' ? run.outcome.outputs.map(({ label }) => label) : []
  const label = labels.find((candidate) => candidate === chosenLabel) ?? labels[0] ?? null

  const put = (changed: AnalysisRun) =>
    client.setQueryData<AnalysisRun[]>(queryKey('analysis:history', { studyId }), (known = []) => [
      changed,
      ...known.filter(({ id }) => id !== changed.id),
    ])

  const asksAge = mustAskAge(study)
  const runModel = useMutation({
    mutationFn: (request: { instanceId: string; modelId: string; statedAgeYears: number | null }) =>
      call('analysis:run', request),
    onSuccess: (made) => {
      setChosenRun(made.id)
      put(made)
    },
  })

  const start = () => {
    if (!instanceId || model?.state.state !== 'available' || runModel.isPending) return
    const stated = asksAge ? statedAgeYears(age) : null
    const refused = asksAge && age.text.trim() !== '' && stated === null
    setAgeRefused(refused)
    if (refused) return
    runModel.mutate({ instanceId, modelId: model.id, statedAgeYears: stated })
  }

  const review = async (change: Partial<Pick<FindingReview, 'verdict' | 'comment'>>) => {
    if (!run || label === null) return
    const before = run.reviews.find((candidate) => candidate.label === label)
    const next = {
      verdict: change.verdict === undefined ? (before?.verdict ?? null) : change.verdict,
      comment: change.comment ?? before?.comment ?? '',
    }
    try {
      put(await call('analysis:review', { runId: run.id, label, ...next }))
    } catch (thrown) {
      const { code, details } = errorOf(thrown)
      showToast({ tone: 'danger', text: i18next.t(`errors.${code}.title`, details ?? {}) })
    }
  }

  const painted = useHeatmap(run, label, model?.manifest ?? null, heatmapOn)
  const opacity = preferences.heatmapOpacity

  return {
    study,
    instanceId,
    models,
    model,
    chooseModel: setChosenModel,
    runs,
    run,
    chooseRun: setChosenRun,
    label,
    chooseLabel: setChosenLabel,
    start,
    running: runModel.isPending,
    failure: runModel.error && runModel.variables.instanceId === instanceId ? errorOf(runModel.error) : null,
    asksAge,
    age,
    setAge: (entry) => {
      setAge(entry)
      setAgeRefused(false)
    },
    ageRefused,
    review,
    heatmapOn,
    setHeatmapOn,
    heatmapOpacity: opacity,
    setHeatmapOpacity: (value) => void updateSettings({ viewer: { heatmapOpacity: value } }),
    heatmap: run && painted.image ? { instanceId: run.instanceId, painted: painted.image, opacity } : null,
    heatmapError: painted.error,
    commands: (openPanel) =>
      findingCommands({
        start,
        openPanel,
        toggleHeatmap: () => setHeatmapOn((on) => !on),
        review,
        run,
        label,
      }),
  }
}

const noModels: readonly ListedModel[] = []
const noRuns: readonly AnalysisRun[] = []

/** The age stated before for this study is offered again. */
function lastStatedAge(history: readonly AnalysisRun[]): AgeEntry {
  const stated = newestFirst(history).find(({ statedAgeYears: years }) => years !== null)?.statedAgeYears
  if (stated === undefined || stated === null) return { text: '', unit: 'years' }
  return Number.isInteger(stated)
    ? { text: String(stated), unit: 'years' }
    : { text: String(Math.round(stated * 1200) / 100), unit: 'months' }
}

interface FindingCommandInput {
  start(): void
  openPanel(): void
  toggleHeatmap(): void
  review: Findings['review']
  run: AnalysisRun | null
  label: string | null
}

/** The comment field, wherever the panel has put it. */
export const commentFieldId = 'finding-comment'

function findingCommands({
  start,
  openPanel,
  toggleHeatmap,
  review,
  run,
  label,
}: FindingCommandInput): Command[] {
  const verdict = run?.reviews.find((candidate) => candidate.label === label)?.verdict ?? null
  const assessed = () => run !== null && label !== null
  const judge = (wanted: 'agree' | 'disagree') => () => {
    openPanel()
    void review({ verdict: verdict === wanted ? null : wanted })
  }
  return [
    {
      id: 'findings.run',
      group: 'findings',
      titleKey: 'read.findings.runCommand',
      shortcuts: ['R'],
      run: () => {
        openPanel()
        start()
      },
    },
    {
      id: 'findings.agree',
      group: 'findings',
      titleKey: 'read.findings.agreeCommand',
      shortcuts: ['A'],
      run: judge('agree'),
      enabled: assessed,
    },
    {
      id: 'findings.disagree',
      group: 'findings',
      titleKey: 'read.findings.disagreeCommand',
      shortcuts: ['D'],
      run: judge('disagree'),
      enabled: assessed,
    },
    {
      id: 'findings.comment',
      group: 'findings',
      titleKey: 'read.findings.commentCommand',
      shortcuts: ['C'],
      run: () => {
        const focus = () => document.getElementById(commentFieldId)?.focus()
        openPanel()
        // At once, so that no key typed after this one is lost; a panel that was folded away is drawn first.
        focus()
        if (document.activeElement?.id !== commentFieldId) requestAnimationFrame(focus)
      },
      enabled: assessed,
    },
    {
      id: 'findings.heatmap',
      group: 'findings',
      titleKey: 'read.findings.heatmapShow',
      shortcuts: ['H'],
      run: toggleHeatmap,
      enabled: () => (run?.activationLabels.length ?? 0) > 0,
    },
  ]
}

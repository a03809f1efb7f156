import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { AnalysisRun, FindingOutput, FindingReview } from '../../../../shared/domain/analysis/analysis'
import type { Settings } from '../../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../../shared/domain/worklist/worklist'
import type { InstalledModel } from '../../../../shared/domain/models/installed-model'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import type { AppError } from '../../../../shared/result'
import type { Command } from '../../../app/commands'
import { updateSettings } from '../../../app/preferences'
import { call, errorOf, queryKey, useBridgeQuery } from '../../../bridge'
import { showToast } from '../../../ui/toast'
import type { ShownHeatmap } from '../../../viewer/cells/cell-view'
import i18next from 'i18next'
import { byMargin } from './finding-order'
import { mustAskAge, newestFirst } from './model-facts'
import { firstOption, manifestOfRun, type ModelOption, modelOptions } from './model-options'
import { statedAgeYears, type AgeEntry } from './stated-age'
import { regionLabels, useRegions } from '../regions/use-regions'
import { useHeatmap } from './use-heatmap'

export interface Findings {
  study: StudyDetail
  instanceId: string | null
  options: readonly ModelOption[]
  option: ModelOption | null
  /** of the chosen option; null where it is not installed any more */
  model: InstalledModel | null
  chooseModel(key: string): void
  /** whether the chosen model may be run: it is installed, in use and sound */
  runnable: boolean
  /** runs of all versions of the chosen model in this study, newest first */
  runs: readonly AnalysisRun[]
  /** of the very model that gave a run; null where it is not installed any more */
  manifestOf(run: AnalysisRun): ModelManifest | null
  /** the run that is shown: the newest of the chosen version on the shown image, or the one chosen in the history */
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

  const options = useMemo(() => modelOptions(models, history), [models, history])
  const option = options.find(({ key }) => key === chosenModel) ?? firstOption(options)
  const model = option?.model ?? null
  const runnable = model?.state.state === 'available' && !model.retired
  const runs = useMemo(
    () => newestFirst(history.filter(({ outcome }) => outcome.model.id === option?.id)),
    [history, option?.id],
  )
  const run =
    runs.find(({ id, instanceId: of }) => id === chosenRun && of === instanceId) ??
    runs.find(
      ({ instanceId: of, outcome }) => of === instanceId && outcome.model.version === option?.version,
    ) ??
    null
  const labels = run?.outcome.status === 'assessed' ? labelsOf(run.outcome.outputs) : []
  const label = labels.find((candidate) => candidate === chosenLabel) ?? labels[0] ?? null

  const put = (changed: AnalysisRun) =>
    client.setQueryData<AnalysisRun[]>(queryKey('analysis:history', { studyId }), (known = []) => [
      changed,
      ...known.filter(({ id }) => id !== changed.id),
    ])

  const asksAge = mustAskAge(study, model?.manifest ?? null)
  const runModel = useMutation({
    mutationFn: (request: {
      instanceId: string
      modelId: string
      modelVersion: string
      statedAgeYears: number | null
    }) => call('analysis:run', request),
    onSuccess: (made) => {
      setChosenRun(made.id)
      put(made)
    },
  })

  const start = () => {
    if (!instanceId || !option || !runnable || runModel.isPending) return
    const stated = asksAge ? statedAgeYears(age) : null
    const refused = asksAge && age.text.trim() !== '' && stated === null
    setAgeRefused(refused)
    if (refused) return
    runModel.mutate({
      instanceId,
      modelId: option.id,
      modelVersion: option.version,
      statedAgeYears: stated,
    })
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

  const manifestOf = (of: AnalysisRun) => manifestOfRun(models, of)
  const painted = useHeatmap(run, label, run && manifestOf(run), heatmapOn)
  const regions = useRegions(run, heatmapOn)
  const overlay = painted.image ?? regions.image
  const opacity = preferences.heatmapOpacity

  return {
    study,
    instanceId,
    options,
    option,
    model,
    chooseModel: (key) => {
      setChosenModel(key)
      setChosenRun(null)
    },
    runnable,
    runs,
    manifestOf,
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
    heatmap: overlay && run ? { instanceId: run.instanceId, painted: overlay, opacity } : null,
    heatmapError: painted.error ?? regions.error,
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

const noModels: readonly InstalledModel[] = []
const noRuns: readonly AnalysisRun[] = []

/** What a reader can agree with: findings, furthest above their threshold first. What they divide into is no finding. */
const labelsOf = (outputs: readonly FindingOutput[]): string[] =>
  byMargin(outputs.filter(({ kind }) => kind === 'finding')).map(({ label }) => label)

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
      enabled: () => (run?.activationLabels.length ?? 0) > 0 || regionLabels(run).length > 0,
    },
  ]
}

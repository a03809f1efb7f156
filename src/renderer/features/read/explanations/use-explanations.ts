import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Explanation,
  type ExplanationJob,
  type ExplanationMethod,
  methodsFor,
} from '../../../../shared/domain/analysis/explanation'
import type { ViewerLayout } from '../../../../shared/domain/settings/settings'
import type { ErrorCode } from '../../../../shared/result'
import type { Command } from '../../../app/commands'
import { call, errorOf, queryKey, useBridgeQuery } from '../../../bridge'
import { showToast } from '../../../ui/toast'
import type { ShownHeatmap } from '../../../viewer/cells/cell-view'
import { fetchExplanation, type MapGrid } from '../../../viewer/heatmap/fetch-map'
import { fullValue, paintSigned, sharedFullValues } from '../../../viewer/heatmap/signed-map'
import { findFrame } from '../../../viewer/image/image-catalogue'
import { imageIdOf } from '../../../viewer/image/image-id'
import { codeOfThrown } from '../../../viewer/image/viewer-error'
import type { Findings } from '../findings/use-findings'
import { afterPress, comparisonLayout, mostSideBySide } from './chosen-methods'

/** Maps side by side: in which layout, and what lies over each cell. */
export interface Comparison {
  instanceId: string
  layout: ViewerLayout
  maps: readonly (ShownHeatmap | null)[]
}

export interface Explanations {
  /** that the model allows for the shown label; none while no answer is shown */
  methods: readonly ExplanationMethod[]
  jobOf(method: ExplanationMethod): ExplanationJob | null
  finished(method: ExplanationMethod): Explanation | null
  start(methods: readonly ExplanationMethod[]): void
  cancel(jobs: readonly ExplanationJob[]): void
  shown: readonly ExplanationMethod[]
  press(method: ExplanationMethod): void
  sideBySide: boolean
  setSideBySide(on: boolean): void
  sameScale: boolean
  setSameScale(on: boolean): void
  /** the cells side by side share zoom, pan and turn */
  linked: boolean
  setLinked(on: boolean): void
  /** the value of full colour of the first shown map, in its method's unit; null while none is shown */
  full: number | null
  /** over the film, where one method is shown */
  overlay: ShownHeatmap | null
  comparison: Comparison | null
  mapError: ErrorCode | null
  commands(openPanel: () => void): Command[]
}

/** What is shown belongs to one label of one run: with another in view there is nothing of it to show. */
interface Choice {
  of: string
  shown: readonly ExplanationMethod[]
  sideBySide: boolean
}
const noChoice: Choice = { of: '', shown: [], sideBySide: false }

/** Everything that the section "Why" knows and does. It lives with the page, as the findings do. */
export function useExplanations(findings: Findings): Explanations {
  const client = useQueryClient()
  const [choice, setChoice] = useState(noChoice)
  const [sameScale, setSameScale] = useState(true)
  const [linked, setLinked] = useState(true)
  const subject = useSubject(findings, choice)
  const { run, label, manifest } = subject
  const of = run ? `${run.id}/${label}` : ''
  const methods = useMemo(
    () =>
      manifest && run?.outcome.status === 'assessed' && label !== null ? methodsFor(manifest, label) : [],
    [manifest, run, label],
  )
  const list = useBridgeQuery('explanations:list', [{ runId: run?.id ?? '' }], { enabled: run !== null }).data
  const jobs = useBridgeQuery('explanations:jobs', []).data

  const finished = (method: ExplanationMethod) =>
    list?.find((each) => each.label === label && each.method === method) ?? null
  const { shown: chosen, sideBySide } = choice.of === of ? choice : noChoice
  const shown = chosen.filter((method) => finished(method) !== null)
  const painted = usePaintedMaps(
    shown.flatMap((method) => finished(method) ?? []),
    run?.instanceId ?? null,
    sameScale && sideBySide,
  )
  const captionOf = useCaption()
  const maps = painted.maps.map(({ explanation, image }): ShownHeatmap => ({
    instanceId: run?.instanceId ?? '',
    painted: image,
    opacity: findings.heatmapOpacity,
    ...(sideBySide && { caption: captionOf(explanation) }),
  }))
  const choose = (next: Partial<Choice>) => setChoice({ of, shown, sideBySide, ...next })
  const setSideBySide = (on: boolean) => {
    findings.setHeatmapOn(true)
    const all = methods.filter((method) => finished(method) !== null)
    if (on) choose({ sideBySide: true, shown: all.slice(0, mostSideBySide) })
    else choose({ sideBySide: false, shown: shown.slice(0, 1) })
  }

  const start = async (wanted: readonly ExplanationMethod[]) => {
    if (!run || label === null) return
    // What was asked for is shown as soon as it is there, unless the reader looks at something else.
    if (sideBySide) choose({ shown: [...shown, ...wanted].slice(0, mostSideBySide) })
    else if (shown.length === 0) choose({ shown: wanted.slice(0, 1) })
    try {
      for (const method of wanted) await call('explanations:start', { runId: run.id, label, method })
      // One that was made before is there at once, without ever having been in the queue.
      await client.invalidateQueries({ queryKey: queryKey('explanations:list', { runId: run.id }) })
    } catch (thrown) {
      const { code, details } = errorOf(thrown)
      showToast({ tone: 'danger', text: subject.errorText(code, details) })
    }
  }

  const isComparing = sideBySide && shown.length > 0 && run !== null && findings.heatmapOn
  return {
    methods,
    jobOf: (method) =>
      jobs?.find((job) => job.runId === run?.id && job.label === label && job.method === method) ?? null,
    finished,
    start: (wanted) => void start(wanted),
    cancel: (cancelled) => {
      for (const { id } of cancelled) void call('explanations:cancel', { jobId: id })
    },
    shown,
    press: (method) => {
      findings.setHeatmapOn(true)
      choose({ shown: afterPress(shown, method, sideBySide) })
    },
    sideBySide,
    setSideBySide,
    sameScale,
    setSameScale,
    linked,
    setLinked,
    full: painted.maps[0]?.full ?? null,
    overlay: !sideBySide && findings.heatmapOn ? (maps[0] ?? null) : null,
    comparison: isComparing
      ? { instanceId: run.instanceId, layout: comparisonLayout(shown.length), maps }
      : null,
    mapError: painted.error,
    commands: (openPanel) => [
      {
        id: 'findings.explain',
        group: 'findings',
        titleKey: 'explanations.command',
        shortcuts: ['Y'],
        run: () => {
          openPanel()
          // A panel that was folded away is drawn first.
          requestAnimationFrame(() => document.getElementById(whyHeadingId)?.focus())
        },
        enabled: () => methods.length > 0,
      },
      {
        id: 'findings.compare',
        group: 'findings',
        titleKey: 'explanations.compareCommand',
        shortcuts: ['Shift+Y'],
        run: () => setSideBySide(!sideBySide),
        enabled: () => methods.some((method) => finished(method) !== null),
      },
      {
        id: 'findings.link',
        group: 'findings',
        titleKey: linked ? 'explanations.unlinkCommand' : 'explanations.linkCommand',
        shortcuts: ['Shift+L'],
        run: () => setLinked(!linked),
        enabled: () => isComparing,
      },
    ],
  }
}

/** Where the keyboard lands. */
export const whyHeadingId = 'why-heading'

/**
 * The run, label and manifest to explain. While maps stand side by side the cells load their images anew, and for a moment
 * no image, and so no run, is in view: the one that is compared stays.
 */
function useSubject(findings: Findings, { of, sideBySide }: Choice) {
  const { t } = useTranslation()
  const [heldRunId = '', heldLabel = ''] = sideBySide ? split(of) : []
  const held = findings.run === null ? findings.runs.find(({ id }) => id === heldRunId) : undefined
  const run = held ?? findings.run
  return {
    run,
    label: held ? heldLabel : findings.label,
    manifest: run && findings.manifestOf(run),
    errorText: (code: ErrorCode, details: Record<string, string | number> | undefined) =>
      t(`errors.${code}.title`, details ?? {}),
  }
}

const split = (of: string): [string, string] => {
  const at = of.indexOf('/')
  return [of.slice(0, at), of.slice(at + 1)]
}

interface PaintedMap {
  explanation: Explanation
  image: ImageData
  full: number
}

function usePaintedMaps(
  explanations: readonly Explanation[],
  instanceId: string | null,
  sameScale: boolean,
): { maps: PaintedMap[]; error: ErrorCode | null } {
  const queries = useQueries({
    queries: explanations.map(({ id }) => ({
      // Under the list's key, so that it is forgotten with the vault.
      queryKey: ['explanations:list', 'map', id],
      queryFn: () => fetchExplanation(id),
      retry: false,
    })),
  })
  const grids = queries.map(({ data }) => data ?? null)
  const error = queries.find((query) => query.error)?.error
  const ids = explanations.map(({ id }) => id).join()
  const ready = grids.every((grid) => grid !== null)
  const maps = useMemo(() => {
    if (!ready || instanceId === null) return []
    return paint(explanations, grids, instanceId, sameScale)
    // The grids are those of the ids, once they are all there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, ready, instanceId, sameScale])
  return { maps, error: error ? codeOfThrown(error) : null }
}

function paint(
  explanations: readonly Explanation[],
  grids: readonly MapGrid[],
  instanceId: string,
  sameScale: boolean,
): PaintedMap[] {
  const frame = findFrame(imageIdOf(instanceId, 0))
  if (!frame) return []
  const fulls = sameScale ? sharedFullValues(grids) : grids.map(fullValue)
  return explanations.flatMap((explanation, at) => {
    const [grid, full] = [grids[at], fulls[at]]
    if (!grid || full === undefined) return []
    return [{ explanation, image: paintSigned(grid, explanation.region, full, frame.image), full }]
  })
}

function useCaption(): (explanation: Explanation) => string {
  const { t } = useTranslation()
  return ({ method }) => t(`explanations.method.${method}.name`)
}

import type { Settings, SettingsPatch } from '../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../shared/domain/worklist/worklist'
import { useCommands, type Command } from '../../app/commands'
import { navigate } from '../../app/navigation'
import { useBridgeQuery } from '../../bridge'
import { viewerTools, type ToolContext, type ToolDescriptor } from '../../viewer/tools/tool-registry'
import { layoutCommands } from './toolbar/layouts'
import type { Explanations } from './explanations/use-explanations'
import type { Findings } from './findings/use-findings'

interface ReadCommandInput {
  study: StudyDetail
  preferences: Settings['viewer']
  context: ToolContext
  tab: 'findings' | 'tags'
  findings: Findings
  explanations: Explanations
  setTab(tab: 'findings' | 'tags'): void
  shownSeries: string | null
  showSeries(seriesId: string): void
  nextCell(): void
}

/** Keys that lists and scrolling panels use themselves; there they must not turn the images. */
const movingKeys = /^((Shift|Mod|Alt)\+)*(Arrow\w+|PageUp|PageDown|Home|End| |Delete)$/

const besideViewer = (): boolean =>
  document.activeElement?.closest('.read__panel, .series-strip, [popover]') != null

const asCommand = (tool: ToolDescriptor, context: ToolContext): Command => ({
  id: tool.id,
  group: tool.group,
  titleKey: tool.titleKey,
  shortcuts: tool.shortcuts,
  run: () => tool.run(context),
  enabled: () =>
    tool.enabled(context) && !(tool.shortcuts.some((key) => movingKeys.test(key)) && besideViewer()),
})

/** Every command of the Read page, for keyboard, palette and cheat sheet. */
export function useReadCommands(input: ReadCommandInput): void {
  const { study, context, preferences, findings, explanations, tab, shownSeries } = input
  const studies = useStudiesAround(study)

  useCommands(
    () => viewerTools.map((tool) => asCommand(tool, context)),
    [context.cell, context.primaryTool, context.remember],
  )
  useCommands(
    () => pageCommands(input, studies),
    [preferences, tab, shownSeries, study, studies.earlier, studies.later, context.cell],
  )
  useCommands(() => findings.commands(() => openPanel(input)), [findings.commands, preferences, tab])
  useCommands(() => explanations.commands(() => openPanel(input)), [explanations.commands, preferences, tab])
}

function openPanel({ context, preferences, setTab }: ReadCommandInput): void {
  if (!preferences.panelOpen) context.remember({ panelOpen: true })
  setTab('findings')
}

/** The same patient's studies just before and after this one. */
export function useStudiesAround(study: StudyDetail): { earlier: string | null; later: string | null } {
  const studies = useBridgeQuery('patient:studies', [{ patientId: study.study.patient.id }])
  const ordered = [...(studies.data?.studies ?? [])]
    .filter(({ trashedAtMs }) => trashedAtMs === null)
    .sort((a, b) => moment(a) - moment(b))
  const at = ordered.findIndex(({ id }) => id === study.study.id)
  return {
    earlier: at > 0 ? (ordered[at - 1]?.id ?? null) : null,
    later: at >= 0 ? (ordered[at + 1]?.id ?? null) : null,
  }
}

const moment = ({ date, time, importedAtMs }: StudyDetail['study']): number =>
  date ? Date.parse(`${date}T${time ?? '00:00:00'}Z`) || importedAtMs : importedAtMs

function pageCommands(
  { study, preferences, context, tab, setTab, shownSeries, showSeries, nextCell }: ReadCommandInput,
  studies: ReturnType<typeof useStudiesAround>,
): Command[] {
  const save = (viewer: NonNullable<SettingsPatch['viewer']>) => () => context.remember(viewer)
  const anyOpen = preferences.seriesStripOpen || preferences.panelOpen
  const step = (by: 1 | -1) => () => {
    const ids = study.series.map(({ id }) => id)
    const next = ids[(ids.indexOf(shownSeries ?? '') + by + ids.length) % ids.length]
    if (next) showSeries(next)
  }
  const open = (studyId: string | null) => () => {
    if (studyId) navigate({ page: 'read', studyId })
  }
  return [
    ...layoutCommands(context.remember),
    {
      id: 'viewer.overlays',
      group: 'viewer',
      titleKey: 'read.page.overlays',
      shortcuts: ['O'],
      run: save({ overlays: !preferences.overlays }),
    },
    {
      id: 'read.fold',
      group: 'viewer',
      titleKey: 'read.page.fold',
      shortcuts: ['F'],
      run: save({ seriesStripOpen: !anyOpen, panelOpen: !anyOpen }),
    },
    {
      id: 'read.foldSeries',
      group: 'viewer',
      titleKey: 'read.page.foldSeries',
      shortcuts: ['Shift+S'],
      run: save({ seriesStripOpen: !preferences.seriesStripOpen }),
    },
    {
      id: 'read.foldPanel',
      group: 'viewer',
      titleKey: 'read.page.foldPanel',
      shortcuts: ['Shift+F'],
      run: save({ panelOpen: !preferences.panelOpen }),
    },
    {
      id: 'read.nextSeries',
      group: 'viewer',
      titleKey: 'read.page.nextSeries',
      shortcuts: ['N'],
      run: step(1),
      enabled: () => study.series.length > 1,
    },
    {
      id: 'read.previousSeries',
      group: 'viewer',
      titleKey: 'read.page.previousSeries',
      shortcuts: ['Shift+N'],
      run: step(-1),
      enabled: () => study.series.length > 1,
    },
    { id: 'read.nextCell', group: 'viewer', titleKey: 'read.page.nextCell', shortcuts: ['G'], run: nextCell },
    {
      id: 'read.earlierStudy',
      group: 'viewer',
      titleKey: 'read.page.earlierStudy',
      shortcuts: ['Alt+PageUp'],
      run: open(studies.earlier),
      enabled: () => studies.earlier !== null,
    },
    {
      id: 'read.laterStudy',
      group: 'viewer',
      titleKey: 'read.page.laterStudy',
      shortcuts: ['Alt+PageDown'],
      run: open(studies.later),
      enabled: () => studies.later !== null,
    },
    {
      id: 'read.tags',
      group: 'viewer',
      titleKey: tab === 'tags' && preferences.panelOpen ? 'read.page.showFindings' : 'read.page.showTags',
      shortcuts: ['T'],
      run: () => {
        if (!preferences.panelOpen) context.remember({ panelOpen: true })
        setTab(tab === 'tags' && preferences.panelOpen ? 'findings' : 'tags')
      },
    },
  ]
}

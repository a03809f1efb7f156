import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings, SettingsPatch } from '../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../shared/domain/worklist/worklist'
import { updateSettings } from '../../app/preferences'
import { Tabs } from '../../ui/tabs'
import { cellCount, ViewerGrid } from '../../viewer/cells/viewer-grid'
import type { Cell } from '../../viewer/core/cell'
import { emptyState } from '../../viewer/core/cell-state'
import { createObservable } from '../../viewer/core/observable'
import { useObservable } from '../../viewer/core/use-observable'
import { useExplanations } from './explanations/use-explanations'
import { FindingsPanel } from './findings/findings-panel'
import { useFindings } from './findings/use-findings'
import { SeriesStrip } from './series/series-strip'
import { TagBrowser } from './tags/tag-browser'
import { Toolbar } from './toolbar/toolbar'
import { useReadCommands } from './use-read-commands'
import { useReadingWatch } from './use-reading-watch'
import { primaryToolOf, useViewerSession } from './use-viewer-session'

interface WorkplaceProps {
  study: StudyDetail
  preferences: Settings['viewer']
}

export type PanelTab = 'findings' | 'tags'

const nothing = createObservable(emptyState)

const remember = (viewer: NonNullable<SettingsPatch['viewer']>): void => void updateSettings({ viewer })

/** The first series fill the cells; series without images come last. */
function initialSeries(study: StudyDetail): (string | null)[] {
  const hasImages = (id: string) =>
    study.series.some((series) => series.id === id && series.instances.some(({ image }) => image !== null))
  const ids = study.series.map(({ id }) => id)
  const ordered = [...ids.filter(hasImages), ...ids.filter((id) => !hasImages(id))]
  return Array.from({ length: 4 }, (_, position) => ordered[position] ?? null)
}

/** Toolbar, series strip, viewer and panel of an open study. */
export function Workplace({ study, preferences }: WorkplaceProps) {
  const { t } = useTranslation()
  const session = useViewerSession(study, preferences)
  const [shownSeries, setShownSeries] = useState(() => initialSeries(study))
  const [chosenCell, setChosenCell] = useState(0)
  const [cells, setCells] = useState<readonly (Cell | null)[]>([null, null, null, null])
  const [tab, setTab] = useState<PanelTab>('findings')

  const active = cells[chosenCell] ? chosenCell : Math.min(chosenCell, cellCount(preferences.layout) - 1)
  const cell = cells[active] ?? null
  const state = useObservable(cell?.state ?? nothing)
  useReadingWatch(study.study.id, state.cine.playing)
  const context = { cell, primaryTool: primaryToolOf(preferences), remember }
  const findings = useFindings(study, state.frame?.instance.id ?? null, preferences)
  const explanations = useExplanations(findings)
  const { comparison } = explanations
  const layout = comparison?.layout ?? preferences.layout
  const count = cellCount(layout)
  const inCells = comparison ? shownSeries.map(() => seriesOf(study, comparison.instanceId)) : shownSeries
  const { sideBySide, setSideBySide } = explanations
  useEffect(() => {
    // A layout that the reader chooses is the reader's own again.
    if (sideBySide) setSideBySide(false)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a change of the layout ends it
  }, [preferences.layout])

  const isLinked = comparison !== null && explanations.linked
  useEffect(() => {
    session?.setLinked(isLinked, cell)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the cell in use leads only at the moment of linking
  }, [session, isLinked])

  const showSeries = (position: number, seriesId: string) =>
    setShownSeries((before) => before.map((id, at) => (at === position ? seriesId : id)))

  useReadCommands({
    study,
    preferences,
    context,
    tab,
    findings,
    setTab,
    explanations,
    shownSeries: inCells[active] ?? null,
    showSeries: (seriesId) => showSeries(active, seriesId),
    nextCell: () => {
      const next = (active + 1) % count
      setChosenCell(next)
      document.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus()
    },
  })

  return (
    <div className="read" data-rendering={session?.rendering.mode}>
      <h1 className="visually-hidden">{t('read.title')}</h1>
      <Toolbar
        context={context}
        state={state}
        study={study}
        preferences={{ ...preferences, layout }}
        session={session}
        heatmap={
          !findings.run || findings.run.activationLabels.length === 0
            ? 'none'
            : findings.heatmapOn
              ? 'shown'
              : 'hidden'
        }
      />
      <div className="read__body">
        {preferences.seriesStripOpen && (
          <SeriesStrip
            study={study}
            shown={inCells.slice(0, count)}
            active={active}
            onShow={(seriesId) => showSeries(active, seriesId)}
          />
        )}
        <div className="read__viewer">
          {session && (
            <ViewerGrid
              session={session}
              study={study}
              layout={layout}
              series={inCells.map((id) => study.series.find((series) => series.id === id) ?? null)}
              active={active}
              overlays={preferences.overlays}
              heatmap={explanations.overlay ?? findings.heatmap}
              comparison={comparison}
              onActive={setChosenCell}
              onCell={(position, made) =>
                setCells((before) => before.map((known, at) => (at === position ? made : known)))
              }
              onSeries={(position, seriesId) => {
                setChosenCell(position)
                showSeries(position, seriesId)
              }}
            />
          )}
        </div>
        {preferences.panelOpen && (
          <aside className="read__panel" aria-label={t('read.page.panel')}>
            <Tabs<PanelTab>
              label={t('read.page.panel')}
              value={tab}
              onValue={setTab}
              items={[
                {
                  value: 'findings',
                  label: t('read.page.findings'),
                  content: <FindingsPanel findings={findings} explanations={explanations} />,
                },
                {
                  value: 'tags',
                  label: t('read.page.tags'),
                  content: <TagBrowser instanceId={instanceOf(state, study, inCells[active] ?? null)} />,
                },
              ]}
            />
          </aside>
        )}
      </div>
    </div>
  )
}

const seriesOf = (study: StudyDetail, instanceId: string): string | null =>
  study.series.find(({ instances }) => instances.some(({ id }) => id === instanceId))?.id ?? null

/** The instance whose tags are shown: the image of the active cell, or the first instance of a series without images. */
function instanceOf(
  state: ReturnType<typeof nothing.get>,
  study: StudyDetail,
  seriesId: string | null,
): string | null {
  if (state.frame) return state.frame.instance.id
  return study.series.find(({ id }) => id === seriesId)?.instances[0]?.id ?? null
}

import {
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  Cpu,
  Flame,
  Gpu,
  PanelLeft,
  PanelRight,
  Pause,
  Type,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../../shared/domain/worklist/worklist'
import { findCommand, runCommand, useShortcutOf } from '../../../app/commands'
import { useFormatters } from '../../../i18n/format'
import { IconButton } from '../../../ui/icon-button'
import { Menu, type MenuItem } from '../../../ui/menu'
import { Tooltip } from '../../../ui/tooltip'
import { useWindowText } from '../../../viewer/cells/use-window-text'
import type { CellState } from '../../../viewer/core/cell-state'
import type { ViewerSession } from '../../../viewer/core/viewer-session'
import { ctPresetIds } from '../../../viewer/display/presets'
import { viewerTools, type ToolContext, type ToolDescriptor } from '../../../viewer/tools/tool-registry'
import { useStudiesAround } from '../use-read-commands'
import { layouts } from './layouts'
import './toolbar.css'

interface ToolbarProps {
  context: ToolContext
  state: CellState
  study: StudyDetail
  preferences: Settings['viewer']
  session: ViewerSession | null
  heatmap: 'none' | 'hidden' | 'shown'
}

/** One row: folding, tools, window, layout, study navigation. Every button is also a command. */
export function Toolbar({ context, state, study, preferences, session, heatmap }: ToolbarProps) {
  const { t } = useTranslation()
  const tools = (section: ToolDescriptor['section']) =>
    viewerTools
      .filter((tool) => tool.section === section)
      .map((tool) => <ToolButton key={tool.id} tool={tool} context={context} />)
  return (
    <div className="toolbar" role="toolbar" aria-label={t('read.tool.bar')}>
      <CommandButton
        id="read.foldSeries"
        label={t('read.page.foldSeries')}
        icon={<PanelLeft />}
        pressed={preferences.seriesStripOpen}
      />
      <span className="toolbar__rule" />
      {tools('drag')}
      <span className="toolbar__rule" />
      <WindowMenu context={context} state={state} />
      {tools('turn')}
      <span className="toolbar__rule" />
      {tools('place')}
      <span className="toolbar__rule" />
      {tools('cine')}
      <CineSpeed state={state} />
      <span className="toolbar__rule" />
      {layouts.map(({ layout, icon: Icon }) => (
        <CommandButton
          key={layout}
          id={`viewer.layout.${layout}`}
          label={t('read.layout.choose', { name: t(`read.layout.${layout}`) })}
          icon={<Icon />}
          pressed={preferences.layout === layout}
        />
      ))}
      <span className="toolbar__rule" />
      <CommandButton
        id="viewer.overlays"
        label={t('read.page.overlays')}
        icon={<Type />}
        pressed={preferences.overlays}
      />
      <CommandButton
        id="findings.heatmap"
        label={t('read.findings.heatmapShow')}
        icon={<Flame />}
        pressed={heatmap === 'shown'}
        disabled={heatmap === 'none'}
      />
      <span className="toolbar__space" />
      <StudyNavigation study={study} />
      <RenderingMark session={session} state={state} />
      <CommandButton
        id="read.foldPanel"
        label={t('read.page.foldPanel')}
        icon={<PanelRight />}
        pressed={preferences.panelOpen}
      />
    </div>
  )
}

function ToolButton({ tool, context }: { tool: ToolDescriptor; context: ToolContext }) {
  const { t } = useTranslation()
  const Icon = tool.icon
  const pressed = tool.pressed?.(context)
  if (!Icon) return null
  return (
    <IconButton
      label={t(tool.titleKey)}
      shortcut={tool.shortcuts[0]}
      icon={tool.section === 'cine' && pressed ? <Pause /> : <Icon />}
      pressed={pressed}
      disabled={!tool.enabled(context)}
      onClick={() => tool.run(context)}
    />
  )
}

interface CommandButtonProps {
  id: string
  label: string
  icon: React.ReactNode
  pressed?: boolean
  disabled?: boolean
}

function CommandButton({ id, ...rest }: CommandButtonProps) {
  const shortcut = useShortcutOf(id)
  return <IconButton {...rest} shortcut={shortcut} onClick={() => runCommand(id)} />
}

/** The window in force, and what else the file and the modality offer. */
function WindowMenu({ context, state }: { context: ToolContext; state: CellState }) {
  const { t } = useTranslation()
  const windowText = useWindowText()
  const { frame, shown, loaded } = state
  const { cell } = context
  const grey = loaded?.description.samplesPerPixel === 1
  const items: MenuItem[] = []
  if (frame && cell && grey) {
    frame.image.windows.forEach((window, index) =>
      items.push({
        id: `file-${index}`,
        label: t('read.window.fileWindow', {
          name:
            window.explanation.trim() ||
            t('read.window.numbers', { width: window.width, center: window.center }),
        }),
        shortcut: index === 0 ? findCommand('viewer.windowFile')?.shortcuts?.[0] : undefined,
        onSelect: () => cell.setWindow({ kind: 'file', index }),
      }),
    )
    frame.image.voiLuts.forEach((lut, index) =>
      items.push({
        id: `lut-${index}`,
        label: t('read.window.fileWindow', { name: lut.explanation.trim() || t('read.window.lut') }),
        onSelect: () => cell.setWindow({ kind: 'lut', index }),
      }),
    )
    items.push({
      id: 'auto',
      label: t('read.window.auto'),
      shortcut: findCommand('viewer.windowAuto')?.shortcuts?.[0],
      onSelect: () => cell.setWindow({ kind: 'auto' }),
    })
    if (frame.series.modality === 'CT')
      ctPresetIds.forEach((id, index) =>
        items.push({
          id,
          label: t(`read.window.preset.${id}`),
          shortcut: String(index + 1),
          onSelect: () => cell.setWindow({ kind: 'preset', id }),
        }),
      )
  }
  return (
    <Menu
      label={t('read.window.title')}
      items={items}
      trigger={(trigger) => (
        <button type="button" {...trigger} className="toolbar__window" disabled={items.length === 0}>
          <span className="visually-hidden">{t('read.window.title')}: </span>
          <span className="clip">
            {shown && frame && grey ? windowText(shown, frame) : t('read.window.title')}
          </span>
          <ChevronDown aria-hidden="true" />
        </button>
      )}
    />
  )
}

function CineSpeed({ state }: { state: CellState }) {
  const { t } = useTranslation()
  const format = useFormatters()
  if (state.imageIds.length < 2) return null
  return (
    <Tooltip text={`${t('read.tool.cineSlower')} , · ${t('read.tool.cineFaster')} .`}>
      <span className="toolbar__speed">
        {t('read.tool.framesPerSecond', { value: format.number(state.cine.framesPerSecond) })}
      </span>
    </Tooltip>
  )
}

function StudyNavigation({ study }: { study: StudyDetail }) {
  const { t } = useTranslation()
  const { earlier, later } = useStudiesAround(study)
  if (!earlier && !later) return null
  return (
    <>
      <CommandButton
        id="read.earlierStudy"
        label={t('read.page.earlierStudy')}
        icon={<ChevronLeft />}
        disabled={!earlier}
      />
      <CommandButton
        id="read.laterStudy"
        label={t('read.page.laterStudy')}
        icon={<ChevronRight />}
        disabled={!later}
      />
    </>
  )
}

/** Which renderer draws, and what the decoded images take in memory. */
function RenderingMark({ session, state }: { session: ViewerSession | null; state: CellState }) {
  const { t } = useTranslation()
  const format = useFormatters()
  if (!session) return null
  const { cachedBytes, viewports, instances } = session.usage()
  const text = `${session.rendering.mode === 'webgl2' ? t('read.rendering.webgl2') : t('read.rendering.cpu')} · ${format.bytes(cachedBytes)}`
  return (
    <Tooltip text={text}>
      <span
        className="toolbar__rendering"
        data-testid="rendering"
        data-mode={session.rendering.mode}
        data-status={state.status}
        data-bytes={cachedBytes}
        data-viewports={viewports}
        data-instances={instances}
      >
        {session.rendering.mode === 'webgl2' ? <Gpu aria-hidden="true" /> : <Cpu aria-hidden="true" />}
        {session.rendering.mode === 'webgl2' ? 'GPU' : 'CPU'}
      </span>
    </Tooltip>
  )
}

/**
 * Every tool of the viewer as one descriptor: it feeds the toolbar button, the tooltip, the keyboard shortcut, the
 * command palette, the cheat sheet, and where a choice is remembered, the stored preference.
 */
import {
  Contrast,
  FlipHorizontal2,
  FlipVertical2,
  Hand,
  Layers,
  Maximize,
  Play,
  RotateCw,
  Ruler,
  SunMedium,
  Undo2,
  ZoomIn,
  type LucideIcon,
} from 'lucide-react'
import type { ComponentType } from 'react'
import type { SettingsPatch } from '../../../shared/domain/settings/settings'
import type { TextKey } from '../../i18n/text-key'
import type { Cell } from '../core/cell'
import { ctPresetIds } from '../display/presets'
import { windowOf } from '../display/window'
import { flipHorizontally, flipVertically, rotateBy } from '../geometry/view-turn'
import type { DragToolName } from './drag-tools'
import { OneToOneIcon } from './one-to-one-icon'

export interface ToolContext {
  cell: Cell | null
  primaryTool: DragToolName
  /** stores a viewer preference */
  remember(preference: NonNullable<SettingsPatch['viewer']>): void
}

export interface ToolDescriptor {
  id: string
  titleKey: TextKey
  shortcuts: readonly string[]
  group: 'viewer' | 'image'
  /** null: no button of its own (reached by keyboard, palette or a menu) */
  icon: ComponentType | null
  /** groups of buttons in the toolbar, separated by a rule */
  section: 'drag' | 'turn' | 'place' | 'cine' | null
  run(context: ToolContext): void
  /** for toggles and radio-like tools */
  pressed?(context: ToolContext): boolean
  /** false: shown, but without effect now */
  enabled(context: ToolContext): boolean
}

const hasImage = ({ cell }: ToolContext): boolean => cell?.state.get().status === 'ready'
const hasGrey = (context: ToolContext): boolean =>
  hasImage(context) && context.cell?.state.get().loaded?.description.samplesPerPixel === 1
const hasStack = ({ cell }: ToolContext): boolean => (cell?.state.get().imageIds.length ?? 0) > 1

type Make = Omit<ToolDescriptor, 'titleKey' | 'group' | 'icon' | 'section' | 'enabled'> &
  Partial<ToolDescriptor>

const tool = (descriptor: Make & { titleKey: TextKey }): ToolDescriptor => ({
  group: 'image',
  icon: null,
  section: null,
  enabled: hasImage,
  ...descriptor,
})

const dragTool = (
  name: DragToolName,
  titleKey: TextKey,
  shortcut: string,
  icon: LucideIcon,
  enabled = hasImage,
) =>
  tool({
    id: `viewer.${name}`,
    titleKey,
    shortcuts: [shortcut],
    group: 'viewer',
    icon,
    section: 'drag',
    run: ({ remember }) => remember({ primaryTool: name }),
    pressed: ({ primaryTool }) => primaryTool === name,
    enabled,
  })

const always = () => true

export const dragTools: readonly ToolDescriptor[] = [
  dragTool('window-level', 'read.tool.window', 'W', SunMedium, always),
  dragTool('pan', 'read.tool.pan', 'P', Hand, always),
  dragTool('zoom', 'read.tool.zoom', 'Z', ZoomIn, always),
  dragTool('scroll', 'read.tool.scroll', 'S', Layers, always),
  dragTool('length', 'read.tool.length', 'L', Ruler, always),
]

const placing: readonly ToolDescriptor[] = [
  tool({
    id: 'viewer.invert',
    titleKey: 'read.tool.invert',
    shortcuts: ['I'],
    icon: Contrast,
    section: 'turn',
    run: ({ cell }) => cell?.invert(),
    pressed: ({ cell }) => cell?.state.get().inverted ?? false,
    enabled: hasGrey,
  }),
  tool({
    id: 'viewer.rotateRight',
    titleKey: 'read.tool.rotateRight',
    shortcuts: [']'],
    icon: RotateCw,
    section: 'turn',
    run: ({ cell }) => cell?.turn((turn) => rotateBy(turn, 90)),
  }),
  tool({
    id: 'viewer.rotateLeft',
    titleKey: 'read.tool.rotateLeft',
    shortcuts: ['['],
    run: ({ cell }) => cell?.turn((turn) => rotateBy(turn, -90)),
  }),
  tool({
    id: 'viewer.flipHorizontal',
    titleKey: 'read.tool.flipHorizontal',
    shortcuts: ['Shift+H'],
    icon: FlipHorizontal2,
    section: 'turn',
    run: ({ cell }) => cell?.turn(flipHorizontally),
  }),
  tool({
    id: 'viewer.flipVertical',
    titleKey: 'read.tool.flipVertical',
    shortcuts: ['Shift+V'],
    icon: FlipVertical2,
    section: 'turn',
    run: ({ cell }) => cell?.turn(flipVertically),
  }),
  tool({
    id: 'viewer.fit',
    titleKey: 'read.tool.fit',
    shortcuts: ['0'],
    icon: Maximize,
    section: 'place',
    run: ({ cell }) => cell?.fit(),
  }),
  tool({
    id: 'viewer.oneToOne',
    titleKey: 'read.tool.oneToOne',
    shortcuts: ['Shift+0'],
    icon: OneToOneIcon,
    section: 'place',
    run: ({ cell }) => cell?.oneToOne(),
  }),
  tool({
    id: 'viewer.reset',
    titleKey: 'read.tool.reset',
    shortcuts: ['Shift+R'],
    icon: Undo2,
    section: 'place',
    run: ({ cell }) => cell?.reset(),
  }),
  tool({
    id: 'viewer.zoomIn',
    titleKey: 'read.tool.zoomIn',
    shortcuts: ['+', '='],
    run: ({ cell }) => cell?.zoom(1.25),
  }),
  tool({
    id: 'viewer.zoomOut',
    titleKey: 'read.tool.zoomOut',
    shortcuts: ['-'],
    run: ({ cell }) => cell?.zoom(0.8),
  }),
  ...(
    [
      ['Left', 'ArrowLeft', [-40, 0]],
      ['Right', 'ArrowRight', [40, 0]],
      ['Up', 'ArrowUp', [0, -40]],
      ['Down', 'ArrowDown', [0, 40]],
    ] as const
  ).map(([side, key, distance]) =>
    tool({
      id: `viewer.pan${side}`,
      titleKey: `read.tool.pan${side}`,
      shortcuts: [`Mod+${key}`],
      run: ({ cell }) => cell?.pan(distance),
    }),
  ),
  ...(
    [
      ['Left', 'ArrowLeft', [-1, 0]],
      ['Right', 'ArrowRight', [1, 0]],
      ['Up', 'ArrowUp', [0, -1]],
      ['Down', 'ArrowDown', [0, 1]],
    ] as const
  ).flatMap(([side, key, [dx, dy]]) => [
    tool({
      id: `viewer.cursor${side}`,
      titleKey: `read.tool.cursor${side}`,
      shortcuts: [`Alt+${key}`],
      run: ({ cell }) => cell?.moveCursor([dx, dy]),
    }),
    tool({
      id: `viewer.cursorFar${side}`,
      titleKey: `read.tool.cursorFar${side}`,
      shortcuts: [`Alt+Shift+${key}`],
      run: ({ cell }) => cell?.moveCursor([dx * 10, dy * 10]),
    }),
  ]),
  tool({
    id: 'viewer.measureAtCursor',
    titleKey: 'read.tool.measureAtCursor',
    shortcuts: ['M'],
    run: ({ cell }) => cell?.measureAtCursor(),
  }),
  tool({
    id: 'viewer.clearLengths',
    titleKey: 'read.tool.clearLengths',
    shortcuts: ['Delete'],
    run: ({ cell }) => cell?.removeMeasurements(),
    enabled: ({ cell }) => (cell?.state.get().measurements.length ?? 0) > 0,
  }),
]

/** Keys change the window in steps of a tenth of its width. */
const windowStep = (cell: Cell | null, width: number, center: number): void => {
  const shown = cell?.state.get().shown
  if (!cell || !shown) return
  const { window, lut } = shown
  const from = lut
    ? windowOf(
        { lower: window.center - window.width / 2, upper: window.center + window.width / 2 },
        'LINEAR_EXACT',
      )
    : window
  cell.setWindow({
    kind: 'manual',
    window: {
      ...from,
      width: Math.max(1e-3, from.width * 1.1 ** width),
      center: from.center + (center * from.width) / 10,
    },
  })
}

const isHounsfield = (context: ToolContext): boolean =>
  hasGrey(context) && context.cell?.state.get().frame?.series.modality === 'CT'

const windows: readonly ToolDescriptor[] = [
  tool({
    id: 'viewer.windowWider',
    titleKey: 'read.tool.windowWider',
    shortcuts: ['Shift+ArrowRight'],
    run: ({ cell }) => windowStep(cell, 1, 0),
    enabled: hasGrey,
  }),
  tool({
    id: 'viewer.windowNarrower',
    titleKey: 'read.tool.windowNarrower',
    shortcuts: ['Shift+ArrowLeft'],
    run: ({ cell }) => windowStep(cell, -1, 0),
    enabled: hasGrey,
  }),
  tool({
    id: 'viewer.brighter',
    titleKey: 'read.tool.brighter',
    shortcuts: ['Shift+ArrowUp'],
    run: ({ cell }) => windowStep(cell, 0, -1),
    enabled: hasGrey,
  }),
  tool({
    id: 'viewer.darker',
    titleKey: 'read.tool.darker',
    shortcuts: ['Shift+ArrowDown'],
    run: ({ cell }) => windowStep(cell, 0, 1),
    enabled: hasGrey,
  }),
  tool({
    id: 'viewer.windowFile',
    titleKey: 'read.tool.windowFile',
    shortcuts: ['Shift+D'],
    run: ({ cell }) => cell?.setFileWindow(),
    enabled: hasGrey,
  }),
  tool({
    id: 'viewer.windowAuto',
    titleKey: 'read.tool.windowAuto',
    shortcuts: ['Shift+A'],
    run: ({ cell }) => cell?.setWindow({ kind: 'auto' }),
    enabled: hasGrey,
  }),
  ...ctPresetIds.map((id, index) =>
    tool({
      id: `viewer.preset.${id}`,
      titleKey: `read.window.presetCommand.${id}`,
      shortcuts: [String(index + 1)],
      run: ({ cell }) => cell?.setWindow({ kind: 'preset', id }),
      enabled: isHounsfield,
    }),
  ),
]

const scrollTool = (
  id: string,
  titleKey: TextKey,
  shortcuts: readonly string[],
  scroll: (cell: Cell) => void,
) =>
  tool({
    id: `viewer.${id}`,
    titleKey,
    shortcuts,
    run: ({ cell }) => {
      if (cell) scroll(cell)
    },
    enabled: hasStack,
  })

const scrolling: readonly ToolDescriptor[] = [
  scrollTool('previousImage', 'read.tool.previousImage', ['ArrowUp', 'ArrowLeft'], (cell) =>
    cell.scrollBy(-1),
  ),
  scrollTool('nextImage', 'read.tool.nextImage', ['ArrowDown', 'ArrowRight'], (cell) => cell.scrollBy(1)),
  scrollTool('pageBack', 'read.tool.pageBack', ['PageUp'], (cell) => cell.scrollBy(-10)),
  scrollTool('pageForward', 'read.tool.pageForward', ['PageDown'], (cell) => cell.scrollBy(10)),
  scrollTool('firstImage', 'read.tool.firstImage', ['Home'], (cell) => cell.goTo(0)),
  scrollTool('lastImage', 'read.tool.lastImage', ['End'], (cell) => cell.goTo(Number.MAX_SAFE_INTEGER)),
]

const cineSpeeds = [1, 2, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60]

const cineSpeed =
  (direction: 1 | -1) =>
  ({ cell, remember }: ToolContext): void => {
    if (!cell) return
    const now = cell.state.get().cine.framesPerSecond
    const next =
      direction > 0 ? cineSpeeds.find((speed) => speed > now) : cineSpeeds.findLast((speed) => speed < now)
    if (next === undefined) return
    cell.setCineSpeed(next)
    remember({ cineFramesPerSecond: next })
  }

const cine: readonly ToolDescriptor[] = [
  tool({
    id: 'viewer.cine',
    titleKey: 'read.tool.cine',
    shortcuts: [' '],
    icon: Play,
    section: 'cine',
    run: ({ cell }) => cell?.toggleCine(),
    pressed: ({ cell }) => cell?.state.get().cine.playing ?? false,
    enabled: hasStack,
  }),
  tool({
    id: 'viewer.cineFaster',
    titleKey: 'read.tool.cineFaster',
    shortcuts: ['.'],
    run: cineSpeed(1),
    enabled: hasStack,
  }),
  tool({
    id: 'viewer.cineSlower',
    titleKey: 'read.tool.cineSlower',
    shortcuts: [','],
    run: cineSpeed(-1),
    enabled: hasStack,
  }),
]

export const viewerTools: readonly ToolDescriptor[] = [
  ...dragTools,
  ...scrolling,
  ...placing,
  ...windows,
  ...cine,
]

import { Columns2, Grid2x2, Rows2, Square, type LucideIcon } from 'lucide-react'
import type { SettingsPatch, ViewerLayout } from '../../../../shared/domain/settings/settings'
import type { Command } from '../../../app/commands'

export const layouts: readonly { layout: ViewerLayout; icon: LucideIcon; shortcut: string }[] = [
  { layout: '1x1', icon: Square, shortcut: 'Shift+1' },
  { layout: '1x2', icon: Columns2, shortcut: 'Shift+2' },
  { layout: '2x1', icon: Rows2, shortcut: 'Shift+3' },
  { layout: '2x2', icon: Grid2x2, shortcut: 'Shift+4' },
]

export const layoutCommands = (remember: (viewer: NonNullable<SettingsPatch['viewer']>) => void): Command[] =>
  layouts.map(({ layout, shortcut }) => ({
    id: `viewer.layout.${layout}`,
    group: 'viewer',
    titleKey: `read.layout.command.${layout}`,
    shortcuts: [shortcut],
    run: () => remember({ layout }),
  }))

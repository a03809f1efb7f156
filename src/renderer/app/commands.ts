/**
 * The registry of commands. A command registered here is in the palette (Mod+K), in the cheat sheet (?), reachable by its
 * shortcut, and can be run by id. Pages register theirs while they are mounted: `useCommands(() => [...], [...])`.
 * A later registration wins when two want the same shortcut, so a page may take over a key of the shell.
 */
import { useEffect } from 'react'
import { create } from 'zustand'
import type { TextKey } from '../i18n/text-key'
import { matchesShortcut, parseShortcut } from '../ui/shortcut'

export const commandGroups = [
  'go',
  'vault',
  'worklist',
  'patient',
  'preparation',
  'viewer',
  'image',
  'findings',
  'view',
  'help',
] as const
/** Translated under `commands.groups.<group>`. */
export type CommandGroup = (typeof commandGroups)[number]

export interface Command {
  /** Stable and unique, e.g. 'viewer.invert'. */
  id: string
  group: CommandGroup
  titleKey: TextKey
  /** First one is shown in tooltips; see ui/shortcut.ts for the notation. */
  shortcuts?: readonly string[]
  run(): void
  /** False keeps the command visible in the cheat sheet but out of the palette, and its keys without effect. */
  enabled?: () => boolean
  /** Key handling lies elsewhere (arrow keys of a grid, drag gestures); listed in the cheat sheet only. */
  describedOnly?: boolean
}

interface Registry {
  commands: readonly Command[]
}

export const useCommandRegistry = create<Registry>(() => ({ commands: [] }))

/** Adds commands; returns what takes them away again. */
export function registerCommands(added: readonly Command[]): () => void {
  useCommandRegistry.setState(({ commands }) => ({ commands: [...commands, ...added] }))
  return () => {
    useCommandRegistry.setState(({ commands }) => ({
      commands: commands.filter((command) => !added.includes(command)),
    }))
  }
}

/** Registers commands while the component is mounted; `deps` as for useEffect. */
export function useCommands(make: () => readonly Command[], deps: readonly unknown[]): void {
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the caller names what its commands depend on
  useEffect(() => registerCommands(make()), deps)
}

/** The newest command of this id. */
export const findCommand = (id: string): Command | undefined =>
  useCommandRegistry.getState().commands.findLast((command) => command.id === id)

/** Runs a command by id. False when it is unknown or not enabled now. */
export function runCommand(id: string): boolean {
  const command = findCommand(id)
  if (!command || command.describedOnly || command.enabled?.() === false) return false
  command.run()
  return true
}

/** The first shortcut of a command, for tooltips and menus. */
export const useShortcutOf = (id: string): string | undefined =>
  useCommandRegistry((state) => state.commands.findLast((command) => command.id === id)?.shortcuts?.[0])

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)))

/** Undoing and redoing belong to the text while one is typed in. */
const editsText = ({ target, key }: KeyboardEvent): boolean =>
  (key.toLowerCase() === 'z' || key.toLowerCase() === 'y') &&
  isTyping(target) &&
  !(target instanceof HTMLSelectElement)

/** Keys that do something on a focused control by themselves. */
const controlKeys = new Set([' ', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])

const usesKey = (target: EventTarget | null, key: string): boolean =>
  target instanceof HTMLElement &&
  controlKeys.has(key) &&
  target.closest('button, a, input, select, summary, [role="tab"], [role="grid"], [role="menuitem"]') !== null

/** The command that this key press asks for, or undefined. */
export function commandForKey(event: KeyboardEvent, commands = useCommandRegistry.getState().commands) {
  if (event.defaultPrevented || event.isComposing) return undefined
  // A modal dialog has the keyboard to itself.
  if (document.querySelector('dialog:modal')) return undefined
  return commands.findLast((command) =>
    command.shortcuts?.some((shortcut) => {
      if (command.describedOnly || !matchesShortcut(event, shortcut)) return false
      const { mod, alt } = parseShortcut(shortcut)
      if (mod && editsText(event)) return false
      if (!mod && !alt && (isTyping(event.target) || usesKey(event.target, event.key))) return false
      return command.enabled?.() !== false
    }),
  )
}

/** Listens to the keyboard. Called once; returns its unsubscribe function. */
export function listenToShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const command = commandForKey(event)
    if (!command) return
    event.preventDefault()
    command.run()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

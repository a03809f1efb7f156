import { useTranslation } from 'react-i18next'
import { Dialog } from '../ui/dialog'
import { KeyCaps } from '../ui/key-caps'
import { commandGroups, useCommandRegistry, type Command } from './commands'
import './cheat-sheet.css'

/** All shortcuts that work now, from the registry itself. */
export function CheatSheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const commands = useCommandRegistry((state) => state.commands)
  const groups = commandGroups
    .map((group) => ({
      group,
      entries: newest(commands).filter((c) => c.group === group && c.shortcuts?.length),
    }))
    .filter(({ entries }) => entries.length > 0)
  return (
    <Dialog title={t('shell.cheatSheet.title')} size="large" onClose={onClose}>
      <div className="cheat-sheet" tabIndex={0} role="group" aria-label={t('shell.cheatSheet.title')}>
        {groups.map(({ group, entries }) => (
          <section key={group} className="cheat-sheet__group">
            <h3>{t(`commands.groups.${group}`)}</h3>
            <dl>
              {entries.map((command) => (
                <div key={command.id} className="cheat-sheet__entry">
                  <dt>{t(command.titleKey)}</dt>
                  <dd>
                    {command.shortcuts?.map((shortcut) => (
                      <KeyCaps key={shortcut} shortcut={shortcut} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** One entry an id: the last registered. */
export const newest = (commands: readonly Command[]): Command[] => [
  ...new Map(commands.map((command) => [command.id, command])).values(),
]

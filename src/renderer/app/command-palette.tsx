import { keepPreviousData } from '@tanstack/react-query'
import { ChevronRight, FileSearch, UserRound } from 'lucide-react'
import { useDeferredValue, useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useBridgeQuery } from '../bridge'
import { useDebounced } from '../ui/use-debounced'
import { useFormatters } from '../i18n/format'
import { Dialog } from '../ui/dialog'
import { KeyCaps } from '../ui/key-caps'
import { Spinner } from '../ui/progress'
import { newest } from './cheat-sheet'
import { useCommandRegistry } from './commands'
import { navigate } from './navigation'
import './command-palette.css'

interface Entry {
  id: string
  section: 'commands' | 'people' | 'studies'
  title: string
  detail: string
  shortcut?: string | undefined
  run(): void
}

const shownPeople = 5
const shownStudies = 8

const sectionIcons = { commands: <ChevronRight />, people: <UserRound />, studies: <FileSearch /> } as const

/** Reaches every command, patient, study and setting by typing. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()
  const commands = useCommandEntries(useDeferredValue(text))
  const studies = useStudyEntries(text)
  const people = usePeopleEntries(text)
  const busy = people.busy || studies.busy
  const entries = [...commands, ...people.entries, ...studies.entries]
  const active = entries[Math.min(at, entries.length - 1)]

  const run = (entry: Entry) => {
    onClose()
    // After the dialog has given the focus back, so that a command may take it.
    queueMicrotask(() => entry.run())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 }
    const to = steps[event.key]
    if (to !== undefined && entries.length > 0) {
      event.preventDefault()
      const next = (to + entries.length) % entries.length
      setAt(next)
      document.getElementById(`${listId}-${entries[next]?.id}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && active && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(active)
    } else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onClose()
    }
  }

  return (
    <Dialog title={t('shell.palette.title')} bare onClose={onClose} className="palette">
      <div className="palette__search">
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
          aria-label={t('shell.palette.title')}
          placeholder={t('shell.palette.placeholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        {busy && <Spinner />}
      </div>
      <div id={listId} role="listbox" aria-label={t('shell.palette.title')} className="palette__list">
        {(['commands', 'people', 'studies'] as const).map((section) => {
          const shown = entries.filter((entry) => entry.section === section)
          return shown.length === 0 ? null : (
            <div key={section} role="group" aria-label={t(`shell.palette.${section}`)}>
              <div className="palette__heading" aria-hidden="true">
                {t(`shell.palette.${section}`)}
              </div>
              {shown.map((entry) => (
                <Option
                  key={entry.id}
                  id={`${listId}-${entry.id}`}
                  entry={entry}
                  selected={entry === active}
                  onHover={() => setAt(entries.indexOf(entry))}
                  onRun={() => run(entry)}
                  icon={sectionIcons[section]}
                />
              ))}
            </div>
          )
        })}
      </div>
      <div className="palette__foot" role="status">
        {entries.length > 0
          ? t('shell.palette.hint')
          : busy
            ? t('shell.palette.searching')
            : t('shell.palette.nothing', { text })}
      </div>
    </Dialog>
  )
}

interface OptionProps {
  id: string
  entry: Entry
  selected: boolean
  icon: ReactNode
  onHover(): void
  onRun(): void
}

function Option({ id, entry, selected, icon, onHover, onRun }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      className="palette__option"
      onPointerMove={selected ? undefined : onHover}
      onClick={onRun}
    >
      {icon}
      <span className="palette__title clip">{entry.title}</span>
      <span className="palette__detail clip">{entry.detail}</span>
      {entry.shortcut && <KeyCaps shortcut={entry.shortcut} />}
    </div>
  )
}

function useCommandEntries(text: string): Entry[] {
  const { t } = useTranslation()
  const commands = useCommandRegistry((state) => state.commands)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return newest(commands)
    .filter(
      (command) => !command.describedOnly && command.id !== 'app.palette' && command.enabled?.() !== false,
    )
    .map((command): Entry => ({
      id: command.id.replaceAll('.', '-'),
      section: 'commands',
      title: t(command.titleKey),
      detail: t(`commands.groups.${command.group}`),
      shortcut: command.shortcuts?.[0],
      run: command.run,
    }))
    .filter(({ title, detail }) => {
      const searched = `${title} ${detail}`.toLowerCase()
      return words.every((word) => searched.includes(word))
    })
}

function usePeopleEntries(text: string): { entries: Entry[]; busy: boolean } {
  const { t } = useTranslation()
  const format = useFormatters()
  const wanted = useDebounced(text.trim(), 150)
  const found = useBridgeQuery('records:people', [{ text: wanted, limit: shownPeople }], {
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  })
  if (wanted === '' || text.trim() === '') return { entries: [], busy: false }
  const entries = (found.data ?? []).map((patient): Entry => {
    const { primary, secondary } = format.name(patient.name)
    return {
      id: `patient-${patient.id}`,
      section: 'people',
      title: [primary || t('common.unknownName'), secondary].filter(Boolean).join(' '),
      detail: [patient.patientId, format.date(patient.birthDate), t(`common.sex.${patient.sex}`)]
        .filter(Boolean)
        .join(' · '),
      run: () => navigate({ page: 'patient', patientId: patient.id }),
    }
  })
  return { entries, busy: found.isFetching || wanted !== text.trim() }
}

function useStudyEntries(text: string): { entries: Entry[]; busy: boolean } {
  const { t } = useTranslation()
  const format = useFormatters()
  const wanted = useDebounced(text.trim(), 150)
  const found = useBridgeQuery(
    'worklist:search',
    [
      {
        text: wanted,
        modalities: [],
        dateFrom: null,
        dateTo: null,
        statuses: [],
        trashed: false,
        sort: { by: 'studyDate', direction: 'desc' },
        offset: 0,
        limit: shownStudies,
      },
    ],
    { enabled: wanted !== '', placeholderData: keepPreviousData },
  )
  if (wanted === '' || text.trim() === '') return { entries: [], busy: false }
  const entries = (found.data?.rows ?? []).map((study): Entry => {
    const { primary, secondary } = format.name(study.patient.name)
    return {
      id: `study-${study.id}`,
      section: 'studies',
      title: [primary || t('common.unknownName'), secondary].filter(Boolean).join(' '),
      detail: [
        study.patient.patientId,
        study.modalities.join(', '),
        study.description,
        format.date(study.date),
      ]
        .filter(Boolean)
        .join(' · '),
      run: () => navigate({ page: 'read', studyId: study.id }),
    }
  })
  return { entries, busy: found.isFetching || wanted !== text.trim() }
}

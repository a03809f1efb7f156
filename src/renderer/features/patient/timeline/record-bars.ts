/** Entries of the record as bars and marks of the timeline. Nothing is drawn where the source gives no time. */
import type { ShownEntry } from '../../../../shared/domain/record/person'
import { type RecordTime, timeBounds } from '../../../../shared/domain/record/times'
import type { StudyRow } from '../../../../shared/domain/worklist/worklist'
import type { Formatters } from '../../../i18n/format'
import { conceptName } from '../names'
import type { DescribedBar, DescribedMark } from './bars-lane'

type EntryOf<K extends ShownEntry['entry']['kind']> = Extract<ShownEntry['entry'], { kind: K }>

const startMs = (time: RecordTime) => timeBounds(time).startMs

/** From the day or instant of the beginning to the last moment that the end may mean. */
function spanOf(
  { start, end }: { start?: RecordTime | undefined; end?: RecordTime | undefined },
  goesOn: boolean,
): { fromMs: number; toMs: number | null } | null {
  const first = start ?? end
  if (!first) return null
  const fromMs = startMs(first)
  if (end) return { fromMs, toMs: timeBounds(end).endMs }
  return { fromMs, toMs: goesOn ? null : fromMs }
}

/** 'from – to', as exactly as it was said. */
function spanText(
  { start, end }: { start?: RecordTime | undefined; end?: RecordTime | undefined },
  format: Formatters,
): string {
  return [start, end].map((time) => (time ? format.recordTime(time) : '…')).join(' – ')
}

export function medicineBar(
  entryId: number,
  entry: EntryOf<'medication'>,
  format: Formatters,
  state: (state: string) => string,
): DescribedBar[] {
  const span = spanOf(entry, entry.state === 'active' || entry.state === 'on-hold')
  if (!span) return []
  const dose = entry.doseText ?? (entry.dose ? format.measured(entry.dose) : '')
  return [
    {
      id: String(entryId),
      name: conceptName(entry.code),
      ...span,
      hollow: entry.state === 'cancelled' || entry.state === 'not-taken' || entry.state === 'intended',
      lines: [dose, state(entry.state), spanText(entry, format)].filter(Boolean),
    },
  ]
}

export function stayBar(
  entryId: number,
  entry: EntryOf<'encounter'>,
  format: Formatters,
  words: (code: string, display: string) => string,
): DescribedBar[] {
  const span = spanOf(entry, entry.state === 'in-progress' || entry.state === 'on-leave')
  if (!span) return []
  const [type] = entry.type
  const { encounterClass } = entry
  const named = encounterClass ? words(encounterClass.code, encounterClass.display ?? '') : ''
  const name = named || (type ? conceptName(type) : '') || (entry.location ?? entry.service ?? '…')
  return [
    {
      id: String(entryId),
      name,
      ...span,
      hollow: entry.state === 'planned' || entry.state === 'cancelled',
      lines: [
        [type ? conceptName(type) : '', entry.location ?? '', entry.service ?? '']
          .filter((part) => part !== '' && part !== name)
          .join(' · '),
        spanText(entry, format),
      ].filter(Boolean),
    },
  ]
}

const inTime = (a: DescribedMark, b: DescribedMark) => a.timeMs - b.timeMs

export function entryMarks(entries: readonly ShownEntry[], format: Formatters): DescribedMark[] {
  return entries
    .flatMap(({ entryId, entry }): DescribedMark[] => {
      const time = 'start' in entry ? (entry.start ?? entry.end) : undefined
      if (!time || !('code' in entry)) return []
      const name =
        entry.kind === 'document' ? entry.title || conceptName(entry.code) : conceptName(entry.code)
      const shape = entry.kind === 'document' ? 'diamond' : 'circle'
      return [{ id: String(entryId), name, timeMs: startMs(time), shape, lines: [format.recordTime(time)] }]
    })
    .toSorted(inTime)
}

/** A study's clock is that of the place where it was made; the axis is this computer's. */
export function studyTime({ date, time }: Pick<StudyRow, 'date' | 'time'>): number | null {
  if (date === null) return null
  const ms = new Date(`${date}T${time?.slice(0, 8) ?? '12:00:00'}`).getTime()
  return Number.isNaN(ms) ? Date.parse(date) : ms
}

export function studyMarks(studies: readonly StudyRow[], format: Formatters): DescribedMark[] {
  return studies
    .flatMap((study): DescribedMark[] => {
      const timeMs = studyTime(study)
      if (timeMs === null) return []
      const name = [study.modalities.join(', '), study.description].filter(Boolean).join(' ')
      const when = format.dateAndTime(study.date, study.time)
      return [{ id: study.id, name: name || when, timeMs, shape: 'square', lines: [when] }]
    })
    .toSorted(inTime)
}

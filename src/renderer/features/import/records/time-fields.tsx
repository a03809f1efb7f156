import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { TextField } from '../../../ui/text-field'
import { arePatterns, columnsWith, type MappingDraft, type TimeRole } from './mapping-draft'
import { setMapping, useNewImport } from './new-import'

const patternsIn = { time: 'timePatterns', birthDate: 'birthPatterns', end: 'endPatterns' } as const

const listed = (patterns: readonly string[]): string => patterns.join(' ; ')
const unlisted = (text: string): string[] =>
  text
    .split(';')
    .map((pattern) => pattern.trim())
    .filter(Boolean)

/** What a person says leaves no doubt. */
const decided = (mapping: MappingDraft, role: TimeRole, patterns: string[]): MappingDraft => ({
  ...mapping,
  [patternsIn[role]]: patterns,
  ambiguous: { ...mapping.ambiguous, [role]: [] },
})

/** How a time is written. Of two columns that make up one, the first one has the fields. */
export function TimeFields({ role, column }: { role: TimeRole; column: string }) {
  const { t } = useTranslation()
  const mapping = useNewImport((state) => state.mapping)
  if (!mapping) return null
  const columns = columnsWith(mapping, role)
  if (columns[0] !== column)
    return <span className="quiet">{t('recordImport.time.joined', { column: columns[0] ?? '' })}</span>
  return (
    <div className="time-fields">
      <PatternField key={listed(mapping[patternsIn[role]])} role={role} mapping={mapping} />
      {mapping.ambiguous[role].length > 0 && <OrderChoice role={role} mapping={mapping} />}
      {role === 'time' && (
        <Checkbox
          label={t('recordImport.time.required')}
          checked={mapping.timeRequired}
          onChecked={(timeRequired) => setMapping({ ...mapping, timeRequired })}
        />
      )}
    </div>
  )
}

function PatternField({ role, mapping }: { role: TimeRole; mapping: MappingDraft }) {
  const { t } = useTranslation()
  const patterns = mapping[patternsIn[role]]
  const [typed, setTyped] = useState(listed(patterns))
  const isBad = !arePatterns(unlisted(typed))
  return (
    <TextField
      label={t('recordImport.time.pattern')}
      list="usual-times"
      maxLength={400}
      value={typed}
      error={isBad ? t('recordImport.time.badPattern') : undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (typed !== listed(patterns)) setMapping(decided(mapping, role, unlisted(typed)))
      }}
    />
  )
}

/** Day and month cannot be told apart by the values alone: somebody must say. */
function OrderChoice({ role, mapping }: { role: TimeRole; mapping: MappingDraft }) {
  const { t } = useTranslation()
  return (
    <div className="time-fields__order" role="group" aria-label={t('recordImport.time.order')}>
      <span>{t('recordImport.time.order')}</span>
      {mapping.ambiguous[role].map((pattern) => (
        <Button key={pattern} onClick={() => setMapping(decided(mapping, role, [pattern]))}>
          {pattern}
        </Button>
      ))}
    </div>
  )
}

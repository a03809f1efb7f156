import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteForm } from '../../../../shared/domain/models/site/answers'
import { Checkbox } from '../../../ui/checkbox'
import { NumberField } from '../../../ui/number-field'
import { TextField } from '../../../ui/text-field'
import { useAddStore } from './add-store'
import type { QuestionProps } from './questions'

type Gate = NonNullable<SiteForm['gate']>
type ListName = 'modalities' | 'bodyParts' | 'views'

const any = ['*']
const isAny = (words: readonly string[]) => words.length === 1 && words[0] === '*'

/** Which images the model may be asked about. */
export function GateQuestions({ form, problem }: QuestionProps) {
  const { t } = useTranslation()
  const { gate } = form
  if (!gate) return null
  const set = (changes: Partial<Gate>) => useAddStore.getState().change({ gate: { ...gate, ...changes } })
  const { min, max } = gate.ageYears
  const anyAge = min === 0 && max === 130
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.gate.legend')}</legend>
      <p className="quiet">{t('addModel.gate.text')}</p>
      <div className="add__grid">
        {(['modalities', 'bodyParts', 'views'] as const).map((name) => (
          <WordList key={name} name={name} gate={gate} set={set} error={problem(name)} />
        ))}
        <div className="add__choice">
          <div className="add__row">
            <NumberField
              label={t('addModel.gate.ageFrom')}
              disabled={anyAge}
              value={min}
              error={problem('ages')}
              onValue={(value) => set({ ageYears: { min: value, max } })}
            />
            <NumberField
              label={t('addModel.gate.ageTo')}
              disabled={anyAge}
              value={max}
              onValue={(value) => set({ ageYears: { min, max: value } })}
            />
          </div>
          <Checkbox
            label={t('addModel.gate.anyAge')}
            checked={anyAge}
            onChecked={(on) => set({ ageYears: on ? { min: 0, max: 130 } : { min: null, max: null } })}
          />
        </div>
      </div>
    </fieldset>
  )
}

interface WordListProps {
  name: ListName
  gate: Gate
  set(changes: Partial<Gate>): void
  error: string | undefined
}

function WordList({ name, gate, set, error }: WordListProps) {
  const { t } = useTranslation()
  const words = gate[name]
  const [typed, setTyped] = useState(isAny(words) ? '' : words.join(', '))
  const all = isAny(words)
  const split = (text: string) =>
    text
      .split(/[,，;；\s]+/)
      .map((word) => word.trim().toUpperCase())
      .filter((word) => word !== '')
  return (
    <div className="add__choice">
      <TextField
        label={t(`addModel.gate.${name}`)}
        hint={t(`addModel.gate.${name}Hint`)}
        error={error}
        disabled={all}
        value={all ? '' : typed}
        onChange={({ target }) => {
          setTyped(target.value)
          set({ [name]: split(target.value) })
        }}
      />
      <Checkbox
        label={t(`addModel.gate.${name}Any`)}
        checked={all}
        onChecked={(on) => set({ [name]: on ? any : split(typed) })}
      />
    </div>
  )
}

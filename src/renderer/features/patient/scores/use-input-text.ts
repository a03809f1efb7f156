/** Inputs in the reader's words. */
import { useTranslation } from 'react-i18next'
import { type InputId, inputOf, isInputId, type OptionId } from '../../../../shared/domain/scores/score-input'
import { unitText } from '../../../i18n/unit-text'

export interface InputText {
  /** what nobody knows keeps its own name */
  name(input: string): string
  /** the names of several */
  list(inputs: readonly string[]): string
  option(option: string): string
  /** the input's own unit; '' for an answer */
  unit(input: string): string
  /** any unit of it */
  unitName(ucum: string): string
}

export function useInputText(): InputText {
  const { t, i18n } = useTranslation()
  const unitName = (ucum: string) => {
    if (ucum === 'a') return t('scores.unit.years')
    return ucum === '1' ? t('scores.unit.fraction') : unitText(ucum)
  }
  const name = (input: string) => (isInputId(input) ? t(`scores.input.${input}`) : input)
  return {
    name,
    list: (inputs) => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(inputs.map(name)),
    option: (option) => t(`scores.option.${option as OptionId}`),
    unit: (input) => (isInputId(input) ? unitName(ownUnit(input)) : ''),
    unitName,
  }
}

function ownUnit(id: InputId): string {
  const input = inputOf(id)
  return input.kind === 'quantity' ? input.unit : ''
}

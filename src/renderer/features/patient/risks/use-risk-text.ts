/** Risks in the reader's words. */
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { populationFacts, type PopulationFactId } from '../../../../shared/domain/risks/risk-binding'
import type { RiskInput } from '../../../../shared/domain/risks/risk-result'
import type { RiskReason } from '../../../../shared/domain/risks/risk-reason'
import type { Language } from '../../../../shared/domain/settings/settings'
import { type Formatters, toLanguage, useFormatters } from '../../../i18n/format'
import { localText } from '../../../i18n/local-text'
import { probabilityText } from '../../../i18n/probability-text'

export function useRiskText(): RiskText {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  return useMemo(() => riskTexts(t, format, toLanguage(i18n.language)), [t, format, i18n.language])
}

function riskTexts(t: TFunction, format: Formatters, language: Language) {
  const list = (words: readonly string[]) =>
    new Intl.ListFormat(language, { type: 'conjunction' }).format(words)
  /** years in words, all else as it is written at the bedside */
  const measured = (value: number, unit: string) =>
    unit === 'a' ? t('common.years', { count: value }) : format.measured({ value, unit })
  return {
    language,
    list,
    measured,
    /** between two sentences */
    gap: language === 'zh-CN' ? '' : ' ',
    chance: (value: number) => probabilityText(value, format),
    /** also below one percent: a threshold is never rounded away */
    threshold: (value: number) => format.percent(value, value < 0.1 ? 1 : 0),
    signed: (logOdds: number) => `${logOdds < 0 ? '−' : '+'}${format.number(Math.abs(logOdds), 2)}`,
    local: (text: Parameters<typeof localText>[0]) => localText(text, language),
    /** a value as it was used: number with its unit, or the answer's words */
    input: ({ cell, value, unit, allowed }: Pick<RiskInput, 'cell' | 'value' | 'unit' | 'allowed'>) => {
      if (allowed.kind === 'number')
        return value === null ? (cell ?? '') : measured(shortened(value), unit ?? '1')
      return allowed.choices.find((choice) => choice.cell === cell)?.title[language] ?? cell ?? ''
    },
    /** a day or a moment; what is only a month or a year is left as it is */
    when: (date: string) => {
      if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return format.date(date)
      return date.includes('T') ? format.moment(Date.parse(date)) : date
    },
    reason: ({ code, about }: RiskReason, titles: ReadonlyMap<string, string>) =>
      t(`risks.reason.${code}`, {
        about: list(
          about.map((each) =>
            isFact(each) ? t(`risks.population.fact.${each}`) : (titles.get(each) ?? each),
          ),
        ),
      }),
  }
}

export type RiskText = ReturnType<typeof riskTexts>

const isFact = (word: string): word is PopulationFactId => populationFacts.some((fact) => fact === word)

/** Four digits that count: the rest came from converting. */
const shortened = (value: number): number => Number(value.toPrecision(4))

/** Titles of the columns by their names, to speak of them in reasons. */
export const titlesOf = (
  inputs: readonly RiskInput[],
  text: Pick<RiskText, 'local'>,
): ReadonlyMap<string, string> => new Map(inputs.map(({ column, title }) => [column, text.local(title)]))

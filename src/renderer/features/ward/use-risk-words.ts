/** Words for what models and SOFA say of somebody on the list, and for why they say nothing. */
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { populationFacts, type PopulationFactId } from '../../../shared/domain/risks/risk-binding'
import type { LocalText } from '../../../shared/domain/models/local-text'
import type { RiskReason } from '../../../shared/domain/risks/risk-reason'
import { isInputId } from '../../../shared/domain/scores/score-input'
import type { WardEstimate, WardSofa } from '../../../shared/domain/ward/ward-risks'
import { type Formatters, toLanguage, useFormatters } from '../../i18n/format'
import { probabilityText, thresholdText } from '../../i18n/probability-text'
import type { Column } from './column'
import type { ListedRow } from './listed-row'
import { estimateOf, failureOf } from './risk-columns'

export interface RiskWords {
  /** short, for the head of a column */
  titleOf(column: Column): string
  fullTitleOf(column: Column): string
  chance(probability: number): string
  threshold(threshold: number): string
  /** in two or three words, why there is nothing */
  shortReason(reason: RiskReason): string
  /** what a cell of SOFA or of a model says, with all that belongs to it */
  detailOf(row: ListedRow, column: Column, age: (timeMs: number) => string): string
}

export function useRiskWords(): RiskWords {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  return useMemo(() => {
    const language = toLanguage(i18n.language)
    const local = (text: LocalText) => text[language]
    const chance = (value: number) => probabilityText(value, format)
    const threshold = (value: number) => thresholdText(value, true, format)
    return {
      titleOf: (column) =>
        column.kind === 'table-risk' ? local(column.finding) : t(`ward.column.${column.id}`),
      fullTitleOf: (column) =>
        column.kind === 'table-risk' ? local(column.title) : t(`ward.full.${column.id}`),
      chance,
      threshold,
      shortReason: ({ code }) => t(`ward.risk.short.${code}`),
      detailOf: (row, column, age) => {
        const { risks } = row
        const failure = failureOf(row, column)
        if (failure) return t('ward.risk.failed', { code: failure.code })
        if (risks.state === 'failed') return t('ward.risk.failed', { code: risks.error.code })
        if (risks.state !== 'answered') return t(`ward.risk.${risks.state}`)
        if (column.kind === 'sofa') return sofaText(t, format, risks.risks.sofa, age)
        const estimate = estimateOf(row, column)
        return estimate
          ? estimateText(t, format, { local, chance, threshold, language }, estimate, age)
          : t('ward.because', { reasons: trimmed(t('risks.reason.MODEL_UNAVAILABLE')) })
      },
    }
  }, [t, i18n.language, format])
}

const inputText = (t: TFunction, input: string): string =>
  isInputId(input) ? t(`scores.input.${input}`) : input

/** A sentence inside another one has no full stop of its own. */
const trimmed = (sentence: string): string => sentence.replace(/[.。]$/, '')

function sofaText(t: TFunction, format: Formatters, sofa: WardSofa, age: (timeMs: number) => string): string {
  if (sofa.status !== 'not-assessed')
    return [
      sofa.status === 'assessed'
        ? t('ward.sofaOf', { value: sofa.value })
        : t('ward.sofaAtLeast', {
            value: sofa.value,
            unsaid: sofa.unsaid.map((input) => inputText(t, input)).join(' · '),
          }),
      t('ward.risk.oldest', {
        time: format.moment(sofa.oldestMs),
        ago: t('ward.ago', { age: age(sofa.oldestMs) }),
      }),
    ].join(' · ')
  const reasons = sofa.reasons.map(({ code, input }) =>
    t('ward.reason', {
      input: inputText(t, input),
      text: trimmed(t(`scores.reason.${code}`)),
    }),
  )
  return t('ward.because', { reasons: reasons.join(' · ') })
}

interface Texts {
  local(text: LocalText): string
  chance(value: number): string
  threshold(value: number): string
  language: string
}

function estimateText(
  t: TFunction,
  format: Formatters,
  { local, chance, threshold, language }: Texts,
  { model, answer, finding, n, workedOut }: WardEstimate,
  age: (timeMs: number) => string,
): string {
  const who = t('ward.risk.by', { model: model.id, version: model.version })
  if (answer.status === 'not-assessed') {
    const list = (about: readonly string[]) =>
      new Intl.ListFormat(language, { type: 'conjunction' }).format(
        about.map((each) => {
          if (isFact(each)) return t(`risks.population.fact.${each}`)
          const title = answer.titles[each]
          return title ? local(title) : each
        }),
      )
    const reasons = answer.reasons.map(({ code, about }) =>
      trimmed(t(`risks.reason.${code}`, { about: list(about) })),
    )
    return [local(finding), t('ward.because', { reasons: reasons.join(' · ') }), who].join(' · ')
  }
  const { estimate, atMs, hour, isStale } = answer
  const when = { time: format.moment(atMs), ago: t('ward.ago', { age: age(atMs) }) }
  return [
    local(finding),
    chance(estimate.probability),
    estimate.range
      ? t('risks.range', {
          low: chance(estimate.range.low),
          high: chance(estimate.range.high),
          members: estimate.range.members,
        })
      : t('risks.noRange'),
    t('risks.threshold', { threshold: threshold(estimate.threshold) }),
    t(estimate.positive ? 'risks.above' : 'risks.below'),
    hour === null ? t('ward.risk.until', when) : t('ward.risk.hour', { ...when, hour }),
    isStale ? t('ward.stale') : '',
    n === null ? '' : t('risks.nShort', { n: format.number(n) }),
    who,
    workedOut ? t('ward.risk.workedOut', { time: format.moment(workedOut.atMs) }) : '',
  ]
    .filter((each) => each !== '')
    .join(' · ')
}

const isFact = (word: string): word is PopulationFactId => populationFacts.some((fact) => fact === word)

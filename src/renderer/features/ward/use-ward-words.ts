/** Words for what the ward's list holds: the same on screen, for screen readers and on paper. */
import { useMemo } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { WarningScore } from '../../../shared/domain/ward/early-warning'
import {
  news2TrendHours,
  type WardLab,
  type WardPartValue,
  type WardRow,
} from '../../../shared/domain/ward/ward'
import { needOf } from '../../../shared/domain/ward/need'
import { type Formatters, useFormatters } from '../../i18n/format'
import { unitText } from '../../i18n/unit-text'
import { useAlertWords } from './alerts/use-alert-words'
import type { Column } from './column'
import type { ListedRow } from './listed-row'
import { type RiskWords, useRiskWords } from './use-risk-words'
import { isPart } from './ward-columns'

const minuteMs = 60_000

export interface WardWords {
  /** as short as a cell asks for */
  age(timeMs: number, nowMs: number): string
  nameOf(row: WardRow): string
  ageSexOf(row: WardRow): string
  /** what stands in a cell, without its age; null where there is nothing */
  valueOf(row: WardRow, column: Column): string | null
  risk: RiskWords
  /** a sentence of all that is known of a cell */
  detailOf(row: ListedRow, column: Column, nowMs: number): string
}

export function useWardWords(): WardWords {
  const { t } = useTranslation()
  const format = useFormatters()
  const alerts = useAlertWords()
  const risk = useRiskWords()
  return useMemo(() => {
    const words = { ...makeWords(t, format), risk }
    return {
      ...words,
      detailOf: (row, column, nowMs) => detailOf(t, format, words, alerts.line, row, column, nowMs),
    }
  }, [t, format, alerts, risk])
}

type Words = Omit<WardWords, 'detailOf'>

function makeWords(t: TFunction, format: Formatters): Omit<Words, 'risk'> {
  const age = (timeMs: number, nowMs: number): string => {
    const minutes = Math.max(0, Math.round((nowMs - timeMs) / minuteMs))
    if (minutes < 60) return t('ward.age.minutes', { count: minutes })
    if (minutes < 48 * 60) return t('ward.age.hours', { count: Math.floor(minutes / 60) })
    const days = Math.floor(minutes / 1440)
    return days < 730
      ? t('ward.age.days', { count: days })
      : t('ward.age.years', { count: Math.floor(days / 365.25) })
  }
  return {
    age,
    nameOf: ({ patient }) => format.name(patient.name).primary || t('ward.noName'),
    ageSexOf: ({ ageYears, patient }) =>
      t('ward.ageSex', {
        age: ageYears === null ? t('ward.noAge') : t('ward.years', { count: ageYears }),
        sex: t(`ward.sex.${patient.sex}`),
      }),
    valueOf: (row, column) => valueOf(t, format, row, column),
  }
}

function valueOf(
  t: TFunction,
  format: Formatters,
  row: WardRow,
  { id, kind, decimals }: Column,
): string | null {
  if (kind === 'news2') return row.news2.status === 'assessed' ? format.number(row.news2.value) : null
  if (kind === 'lab') {
    const lab = row.labs[id]
    return lab ? format.number(lab.value, decimals) : null
  }
  if (!isPart(id)) return null
  const part = row.parts[id]
  if (!part) return null
  if (id === 'consciousness') return part.answer === null ? null : t(`ward.acvpu.${answerOf(part)}`)
  if (part.value === null) return null
  return id === 'supplementalOxygen' ? oxygenText(format, part) : format.number(part.value, decimals)
}

/** A flow, or a share of oxygen: the one column whose values carry their unit with them. */
function oxygenText(format: Formatters, { value, unit }: WardPartValue): string {
  if (unit === '1') return format.percent(value ?? 0)
  if (unit === '%') return `${format.number(value ?? 0)}%`
  return unit === null || unit === ''
    ? format.number(value ?? 0)
    : `${format.number(value ?? 0)} ${unitText(unit)}`
}

const answers = ['alert', 'new-confusion', 'voice', 'pain', 'unresponsive'] as const
const answerOf = ({ answer }: WardPartValue) => answers.find((each) => each === answer) ?? 'alert'

function detailOf(
  t: TFunction,
  format: Formatters,
  words: Words,
  alertLine: (alert: WardRow['alerts'][number]) => string,
  row: ListedRow,
  column: Column,
  nowMs: number,
): string {
  const title = words.risk.fullTitleOf(column)
  switch (column.kind) {
    case 'name':
      return [
        words.nameOf(row),
        row.patient.synthetic ? t('common.synthetic') : '',
        words.ageSexOf(row),
        row.patient.patientId,
        row.reason ?? '',
      ]
        .filter((each) => each !== '')
        .join(' · ')
    case 'place':
      return placeText(t, format, row)
    case 'need':
      return t('ward.labelled', {
        label: t(`ward.need.${needOf(row)}`),
        text: t(`ward.needHint.${needOf(row)}`),
      })
    case 'news2':
      return t('ward.labelled', { label: title, text: `${newsText(t, row.news2)}${beforeText(t, row)}` })
    case 'sofa':
    case 'stay-risk':
    case 'table-risk':
      return t('ward.labelled', {
        label: title,
        text: words.risk.detailOf(row, column, (timeMs) => words.age(timeMs, nowMs)),
      })
    case 'alerts':
      return row.alerts.length === 0 ? t('ward.alerts.none') : row.alerts.map(alertLine).join(' · ')
    case 'part':
      return t('ward.labelled', { label: title, text: partText(t, format, words, row, column, nowMs) })
    case 'lab':
      return t('ward.labelled', {
        label: title,
        text: labText(t, format, words, row.labs[column.id], column.decimals, nowMs),
      })
  }
}

function placeText(t: TFunction, format: Formatters, { place }: WardRow): string {
  if (!place) return t('ward.nowhere')
  const since = t('ward.since', { time: format.moment(place.sinceMs) })
  return [place.ward, place.bed ?? t('ward.noBed'), since].join(' · ')
}

/** The score, or why there is none. */
export function newsText(t: TFunction, news2: WarningScore): string {
  if (news2.status === 'assessed')
    return `${news2.value}${news2.band === null ? '' : ` (${t(`ward.band.${bandOf(news2.band)}`)})`}`
  const reasons = news2.reasons.map(({ code, input }) =>
    t('ward.reason', { input: t(`scores.input.${inputOf(input)}`), text: t(`scores.reason.${code}`) }),
  )
  return t('ward.because', { reasons: reasons.join(' · ').replace(/[.。]/g, '') })
}

const bands = ['zero', 'low', 'low-medium', 'medium', 'high'] as const
const bandOf = (band: string) => bands.find((each) => each === band) ?? 'zero'

const inputs = [
  'age',
  'respiratoryRate',
  'oxygenSaturation',
  'supplementalOxygen',
  'systolicPressure',
  'heartRate',
  'consciousness',
  'temperature',
] as const
const inputOf = (input: string) => inputs.find((each) => each === input) ?? 'age'

const beforeText = (t: TFunction, { news2Before }: WardRow): string =>
  news2Before === null ? '' : ` · ${t('ward.before', { hours: news2TrendHours, value: news2Before })}`

function partText(
  t: TFunction,
  format: Formatters,
  words: Words,
  row: WardRow,
  column: Column,
  nowMs: number,
): string {
  // prettier-ignore
  const part = isPart(column.id) ? row.parts[column.id] : undefined
  if (!part) return t('ward.none')
  const points =
    row.news2.status === 'assessed' && isPart(column.id) ? (row.news2.points[column.id] ?? null) : null
  const value =
    part.answer === null
      ? part.value === null
        ? t('ward.none')
        : format.quantity(part.value, unitText(part.unit ?? ''), column.decimals)
      : t(`ward.acvpuLong.${answerOf(part)}`)
  return [
    value,
    t('ward.at', {
      time: format.moment(part.timeMs),
      ago: t('ward.ago', { age: words.age(part.timeMs, nowMs) }),
    }),
    part.trend === null ? '' : t(`ward.trend.${part.trend}`),
    points === null ? '' : t('ward.pointsLong', { count: points }),
    part.isStale ? t('ward.stale') : '',
  ]
    .filter((each) => each !== '')
    .join(' · ')
}

function labText(
  t: TFunction,
  format: Formatters,
  words: Words,
  lab: WardLab | undefined,
  decimals: number,
  nowMs: number,
): string {
  // prettier-ignore
  if (!lab) return t('ward.none')
  const quantity = (value: number) => format.quantity(value, unitText(lab.unit), decimals)
  return [
    quantity(lab.value),
    t('ward.at', {
      time: format.moment(lab.timeMs),
      ago: t('ward.ago', { age: words.age(lab.timeMs, nowMs) }),
    }),
    t(`ward.flag.${lab.flag ?? 'unknown'}`),
    lab.trend === null ? '' : t(`ward.trend.${lab.trend}`),
    lab.previous
      ? t('ward.previous', {
          value: quantity(lab.previous.value),
          age: words.age(lab.previous.timeMs, nowMs),
        })
      : '',
    lab.isStale ? t('ward.stale') : '',
  ]
    .filter((each) => each !== '')
    .join(' · ')
}

import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertRule } from '../../../../shared/domain/ward/alert-rule'
import { useFormatters } from '../../../i18n/format'
import { watchTitle } from './rule-draft'

/** Names of the texts for comparators. */
export const comparatorKeys = { '<': 'below', '<=': 'atMost', '>=': 'atLeast', '>': 'above' } as const

/** What a rule asks, in a line. */
export function useConditionText(): (rule: AlertRule) => string {
  const { t } = useTranslation()
  const format = useFormatters()
  return useCallback(
    (rule) => {
      const { subject, comparator, limit, unit } = rule
      const limitText = format.measured({ value: limit, unit: unit === '{score}' ? '1' : unit })
      const compared = {
        comparator: t(`ward.rule.comparators.${comparatorKeys[comparator]}`),
        limit: limitText,
      }
      if (subject.kind === 'news2')
        return t('ward.rule.conditionText', { what: t('ward.rule.news2'), ...compared })
      if (subject.kind === 'news2-part')
        return t('ward.rule.conditionText', { what: t('ward.rule.news2Part'), ...compared })
      const codes = subject.codes.map(({ code }) => code).join(',')
      const what = watchTitle(codes, format.language) ?? t('ward.rule.otherCodes', { codes })
      return subject.kind === 'rise'
        ? t('ward.rule.riseText', { what, hours: subject.withinHours, ...compared })
        : t('ward.rule.conditionText', { what, ...compared })
    },
    [t, format],
  )
}

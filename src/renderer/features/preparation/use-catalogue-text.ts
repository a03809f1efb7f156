/** What the catalogue of plausible values says, in the language in use. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocalText } from '../../../shared/domain/models/local-text'
import { catalogueEntry, slipTitle, sourceText } from '../../../shared/domain/preparation/catalogue/catalogue'
import type { ParameterRule, ValueRange } from '../../../shared/domain/preparation/pipeline'
import { toLanguage } from '../../i18n/format'

export interface CatalogueText {
  /** null where the parameter has no entry */
  title(parameter: string | null): string | null
  /** an own name stays as it is */
  slip(slip: string): string
  /** where a range comes from, with the catalogue's reason where it has one */
  source(rule: ParameterRule, kind: 'plausible' | 'possible'): string
}

export function useCatalogueText(): CatalogueText {
  const { t, i18n } = useTranslation()
  return useMemo(() => {
    const language = toLanguage(i18n.language)
    const say = (text: LocalText | null | undefined) => text?.[language] ?? null
    return {
      title: (parameter) => (parameter === null ? null : say(catalogueEntry(parameter)?.title)),
      slip: (slip) => say(slipTitle(slip)) ?? slip,
      source: (rule, kind) => {
        const range = rule[kind]
        if (range === null) return ''
        const source = say(sourceText(range.source))
        if (source === null) return range.source === 'own' ? t('preparation.rule.ownSource') : range.source
        const why = isCatalogues(range, rule, kind)
          ? say(catalogueEntry(rule.parameter ?? '')?.[kind].why)
          : null
        return why === null ? source : t('preparation.rule.sourceWithReason', { source, reason: why })
      },
    }
  }, [t, i18n.language])
}

/** A reason belongs to the catalogue's own numbers only. */
function isCatalogues(range: ValueRange, rule: ParameterRule, kind: 'plausible' | 'possible'): boolean {
  const known = catalogueEntry(rule.parameter ?? '')?.[kind]
  return known?.source === range.source
}

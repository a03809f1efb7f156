/** What things of a record are called: by the program's own words where it knows the code, else by the sender's. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { codeSystems, type Concept } from '../../../shared/domain/record/coding'
import { mainCoding } from '../../../shared/domain/record/same-statement'
import { knownObservations } from '../../../shared/domain/record-import/known-observations'
import type { Language } from '../../../shared/domain/settings/settings'
import { toLanguage } from '../../i18n/format'

const han = /\p{Script=Han}/u

const known = new Map<string, Record<Language, string>>(
  knownObservations.flatMap(({ loinc, display, words }) => {
    const names = { en: display, 'zh-CN': words.find((word) => han.test(word)) ?? display }
    return [loinc.any, ...(loinc.mole === undefined ? [] : [loinc.mole])].map(
      (code) => [code, names] as const,
    )
  }),
)

interface NamedCode {
  system: string
  code: string
  display: string
}

function codeName({ system, code, display }: NamedCode, language: Language): string {
  const own = system === codeSystems.loinc ? known.get(code)?.[language] : undefined
  return own ?? (display || code)
}

/** The sender's words for it, else those of its best code, else the code. */
export function conceptName(concept: Concept): string {
  const { display, code } = mainCoding(concept)
  return concept.text ?? (display || code)
}

export function useCodeName(): (code: NamedCode) => string {
  const { i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  return useCallback((code) => codeName(code, language), [language])
}

const shortSystems: Record<string, string> = {
  [codeSystems.loinc]: 'LOINC',
  [codeSystems.snomed]: 'SNOMED CT',
  [codeSystems.icd10]: 'ICD-10',
  [codeSystems.icd10cm]: 'ICD-10-CM',
  [codeSystems.icd9cm]: 'ICD-9-CM',
  [codeSystems.rxnorm]: 'RxNorm',
  [codeSystems.ndc]: 'NDC',
  [codeSystems.atc]: 'ATC',
  [codeSystems.cvx]: 'CVX',
  [codeSystems.dbsnp]: 'dbSNP',
  [codeSystems.hgnc]: 'HGNC',
}

/** 'LOINC 8867-4'; '' for words without a code. */
export function codeText(concept: Concept): string {
  if (concept.codings.length === 0) return ''
  const { system, code } = mainCoding(concept)
  return `${shortSystems[system] ?? system.replace(/^local:/, '')} ${code}`
}

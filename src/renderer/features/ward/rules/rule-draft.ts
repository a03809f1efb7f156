/** A rule while it is being written: what is typed, and the rule that comes of it. */
import { knownObservations } from '../../../../shared/domain/record-import/known-observations'
import { codeSystems } from '../../../../shared/domain/record/coding'
import type { Language } from '../../../../shared/domain/settings/settings'
import { AlertRule, type RuleSubject } from '../../../../shared/domain/ward/alert-rule'

export interface RuleDraft {
  id: string | null
  title: string
  /** `news2`, `news2-part`, or the LOINC codes joined by commas */
  watch: string
  kind: 'value' | 'rise'
  withinHours: number | null
  comparator: AlertRule['comparator']
  limit: number | null
  unit: string
  clear: number | null
  worse: number | null
  inARow: number | null
  greatestAgeHours: number | null
  severity: AlertRule['severity']
  ageFrom: number | null
  ageTo: number | null
  sex: 'any' | 'female' | 'male'
  wards: string
  ladder: string | null
  enabled: boolean
  source: string | null
}

export const emptyDraft: RuleDraft = {
  id: null,
  title: '',
  watch: '2823-3',
  kind: 'value',
  withinHours: 48,
  comparator: '>=',
  limit: null,
  unit: 'mmol/L',
  clear: null,
  worse: null,
  inARow: 1,
  greatestAgeHours: 24,
  severity: 'urgent',
  ageFrom: 16,
  ageTo: null,
  sex: 'any',
  wards: '',
  ladder: null,
  enabled: true,
  source: null,
}

const watchOf = (subject: RuleSubject): string =>
  subject.kind === 'news2' || subject.kind === 'news2-part'
    ? subject.kind
    : subject.codes.map(({ code }) => code).join(',')

export function draftOf(rule: AlertRule, title: string): RuleDraft {
  const { scope, subject, ...rest } = rule
  return {
    ...rest,
    title,
    watch: watchOf(subject),
    kind: subject.kind === 'rise' ? 'rise' : 'value',
    withinHours: subject.kind === 'rise' ? subject.withinHours : 48,
    ageFrom: scope.ageFrom,
    ageTo: scope.ageTo,
    sex: scope.sex ?? 'any',
    wards: scope.wards.join(', '),
  }
}

function subjectOf({ watch, kind, withinHours }: RuleDraft): unknown {
  if (watch === 'news2' || watch === 'news2-part') return { kind: watch }
  const codes = watch.split(',').map((code) => ({ system: codeSystems.loinc, code }))
  return kind === 'rise' ? { kind, codes, withinHours } : { kind, codes }
}

export type DraftFault = 'incomplete' | 'clear'

/** @param newId for a rule that has none yet */
export function ruleOf(draft: RuleDraft, newId: string): { rule: AlertRule } | { fault: DraftFault } {
  const parsed = AlertRule.safeParse({
    id: draft.id ?? newId,
    title: draft.title,
    subject: subjectOf(draft),
    comparator: draft.comparator,
    limit: draft.limit,
    unit: draft.unit.trim(),
    clear: draft.clear,
    worse: draft.worse,
    inARow: draft.inARow,
    greatestAgeHours: draft.greatestAgeHours,
    severity: draft.severity,
    scope: {
      ageFrom: draft.ageFrom,
      ageTo: draft.ageTo,
      sex: draft.sex === 'any' ? null : draft.sex,
      wards: draft.wards
        .split(/[,，]/)
        .map((ward) => ward.trim())
        .filter((ward) => ward !== ''),
    },
    ladder: draft.ladder,
    enabled: draft.enabled,
    source: draft.source,
  })
  if (parsed.success) return { rule: parsed.data }
  return {
    fault: parsed.error.issues.some(
      ({ path }) => path[0] === 'clear' && path.length === 1 && draft.clear !== null,
    )
      ? 'clear'
      : 'incomplete',
  }
}

/** Observations that a rule can watch, with the codes for mass and amount of substance together. */
const watchable = knownObservations
  .filter(({ category, value }) => category !== 'social-history' && value !== 'text')
  .map(({ loinc, display, words }) => ({
    value: loinc.mole === undefined ? loinc.any : `${loinc.any},${loinc.mole}`,
    en: display,
    // The words by which a table's header is known; the first one in Chinese is the plainest.
    'zh-CN': words.find((word) => /\p{Script=Han}/u.test(word)) ?? display,
  }))

export const watchChoices = (language: Language): { value: string; label: string }[] =>
  watchable.map((each) => ({ value: each.value, label: each[language] }))

/** What the codes of a rule measure; null where the program has no name for it. */
export const watchTitle = (watch: string, language: Language): string | null =>
  watchable.find(({ value }) => value.split(',').some((code) => watch.split(',').includes(code)))?.[
    language
  ] ?? null

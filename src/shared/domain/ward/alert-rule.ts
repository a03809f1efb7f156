/** Rules by which the program calls attention to a patient: declared, with where they come from, and editable. */
import { z } from 'zod'
import { codeSystems } from '../record/coding'
import { RecordCode } from '../record/reading'

export const AlertSeverity = z.enum(['critical', 'urgent', 'notice'])
export type AlertSeverity = z.infer<typeof AlertSeverity>
export const severityRank: Record<AlertSeverity, number> = { critical: 0, urgent: 1, notice: 2 }

export const RuleComparator = z.enum(['<', '<=', '>=', '>'])
export type RuleComparator = z.infer<typeof RuleComparator>

/** What is watched. */
export const RuleSubject = z.discriminatedUnion('kind', [
  /** the newest value of an observation; any of the codes */
  z.object({ kind: z.literal('value'), codes: z.array(RecordCode).min(1).max(10) }),
  /** how much it rose above its lowest value within so many hours */
  z.object({
    kind: z.literal('rise'),
    codes: z.array(RecordCode).min(1).max(10),
    withinHours: z
      .number()
      .positive()
      .max(24 * 31),
  }),
  /** the NEWS2 score */
  z.object({ kind: z.literal('news2') }),
  /** the highest points of a single part of NEWS2 */
  z.object({ kind: z.literal('news2-part') }),
])
export type RuleSubject = z.infer<typeof RuleSubject>

export const RuleScope = z.object({
  /** completed years, inclusive; a patient of unknown age is inside where there is no upper limit */
  ageFrom: z.number().int().min(0).max(130).nullable(),
  ageTo: z.number().int().min(0).max(130).nullable(),
  sex: z.enum(['female', 'male']).nullable(),
  /** names of wards; none: all */
  wards: z.array(z.string().trim().min(1).max(200)).max(50),
})
export type RuleScope = z.infer<typeof RuleScope>

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/)

export const AlertRule = z
  .strictObject({
    id: Id,
    /** in the words of who made it; shipped rules are named in each language by their id */
    title: z.string().trim().min(1).max(120),
    subject: RuleSubject,
    comparator: RuleComparator,
    limit: z.number(),
    /** UCUM, of `limit`, `clear` and `worse` */
    unit: z.string().min(1).max(60),
    /** the condition is over only beyond this value, so that one that swings around the limit does not come and go */
    clear: z.number(),
    /** an alert that somebody has seen comes back when the value is worse by so much than the one that was seen */
    worse: z.number().positive(),
    /** so many newest values in a row fulfil it */
    inARow: z.number().int().min(1).max(10),
    /** h; an older value says nothing of now */
    greatestAgeHours: z
      .number()
      .positive()
      .max(24 * 31),
    severity: AlertSeverity,
    scope: RuleScope,
    /** of rules of one ladder only the most severe that is fulfilled has an alert */
    ladder: Id.nullable(),
    enabled: z.boolean(),
    /** publication; null for a rule of the site */
    source: z.string().max(400).nullable(),
  })
  .refine(({ comparator, limit, clear }) => (isAbove(comparator) ? clear <= limit : clear >= limit), {
    message: 'the condition ends on the other side of its limit',
    path: ['clear'],
  })
  .refine(({ scope }) => (scope.ageFrom ?? 0) <= (scope.ageTo ?? 130), {
    message: 'the first age is not above the last',
    path: ['scope'],
  })
export type AlertRule = z.infer<typeof AlertRule>

export const isAbove = (comparator: RuleComparator): boolean => comparator === '>=' || comparator === '>'

export function fulfils(value: number, comparator: RuleComparator, limit: number): boolean {
  switch (comparator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>=':
      return value >= limit
    case '>':
      return value > limit
  }
}

const adults: RuleScope = { ageFrom: 16, ageTo: null, sex: null, wards: [] }
const loinc = (...codes: string[]): RecordCode[] => codes.map((code) => ({ system: codeSystems.loinc, code }))
const potassium = loinc('2823-3', '6298-4')
const rcp = 'Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017'
const pathologists =
  'Royal College of Pathologists. The communication of critical and unexpected pathology results. London: RCPath, 2017'

const shipped = (
  id: string,
  title: string,
  rule: Pick<
    AlertRule,
    | 'subject'
    | 'comparator'
    | 'limit'
    | 'unit'
    | 'clear'
    | 'worse'
    | 'greatestAgeHours'
    | 'severity'
    | 'source'
  > &
    Partial<AlertRule>,
): AlertRule => ({ id, title, inARow: 1, scope: adults, ladder: null, enabled: true, ...rule })

/**
 * What is watched where nobody has changed anything. Limits are the sources'; `clear` and `worse` are the program's own, one
 * step away from the limit, and can be changed.
 */
export const shippedRules: readonly AlertRule[] = [
  shipped('news2-emergency', 'NEWS2 of 7 or more', {
    subject: { kind: 'news2' },
    comparator: '>=',
    limit: 7,
    unit: '{score}',
    clear: 5,
    worse: 2,
    greatestAgeHours: 12,
    severity: 'critical',
    ladder: 'news2',
    source: rcp,
  }),
  shipped('news2-urgent', 'NEWS2 of 5 or 6', {
    subject: { kind: 'news2' },
    comparator: '>=',
    limit: 5,
    unit: '{score}',
    clear: 3,
    worse: 2,
    greatestAgeHours: 12,
    severity: 'urgent',
    ladder: 'news2',
    source: rcp,
  }),
  shipped('news2-single-three', 'One part of NEWS2 at 3', {
    subject: { kind: 'news2-part' },
    comparator: '>=',
    limit: 3,
    unit: '{score}',
    clear: 2,
    worse: 1,
    greatestAgeHours: 12,
    severity: 'notice',
    ladder: 'news2',
    source: rcp,
  }),
  shipped('potassium-high', 'Potassium very high', {
    subject: { kind: 'value', codes: potassium },
    comparator: '>=',
    limit: 6.5,
    unit: 'mmol/L',
    clear: 6,
    worse: 0.5,
    greatestAgeHours: 24,
    severity: 'critical',
    source:
      'UK Kidney Association. Clinical practice guideline: treatment of acute hyperkalaemia in adults. 2023',
  }),
  shipped('potassium-low', 'Potassium very low', {
    subject: { kind: 'value', codes: potassium },
    comparator: '<=',
    limit: 2.5,
    unit: 'mmol/L',
    clear: 3,
    worse: 0.3,
    greatestAgeHours: 24,
    severity: 'critical',
    source: pathologists,
  }),
  shipped('sodium-low', 'Sodium very low', {
    subject: { kind: 'value', codes: loinc('2951-2', '2947-0') },
    comparator: '<=',
    limit: 120,
    unit: 'mmol/L',
    clear: 125,
    worse: 3,
    greatestAgeHours: 24,
    severity: 'critical',
    source: pathologists,
  }),
  shipped('glucose-low', 'Glucose below 3 mmol/L', {
    subject: { kind: 'value', codes: loinc('2345-7', '14749-6', '2339-0', '15074-8') },
    comparator: '<',
    limit: 3,
    unit: 'mmol/L',
    clear: 3.9,
    worse: 0.5,
    greatestAgeHours: 6,
    severity: 'critical',
    source: 'International Hypoglycaemia Study Group. Diabetes Care 2017;40:155-157',
  }),
  shipped('lactate-high', 'Lactate of 4 mmol/L or more', {
    subject: { kind: 'value', codes: loinc('2524-7', '2518-9', '32693-4') },
    comparator: '>=',
    limit: 4,
    unit: 'mmol/L',
    clear: 3,
    worse: 2,
    greatestAgeHours: 12,
    severity: 'urgent',
    source:
      'Levy MM, Evans LE, Rhodes A. The Surviving Sepsis Campaign Bundle: 2018 update. Intensive Care Med 2018;44:925-928',
  }),
  shipped('creatinine-rise', 'Creatinine up by 26.5 umol/L within 48 h', {
    subject: { kind: 'rise', codes: loinc('2160-0', '14682-9', '38483-4'), withinHours: 48 },
    comparator: '>=',
    limit: 26.5,
    unit: 'umol/L',
    clear: 20,
    worse: 26.5,
    greatestAgeHours: 48,
    severity: 'urgent',
    source: 'KDIGO. Clinical Practice Guideline for Acute Kidney Injury. Kidney Int Suppl 2012;2:1-138',
  }),
]

/** The rules in force: the shipped ones as they were changed here, then those of the site. */
export function rulesInForce(own: readonly AlertRule[]): AlertRule[] {
  const changed = new Map(own.map((rule) => [rule.id, rule]))
  const known = new Set(shippedRules.map(({ id }) => id))
  return [
    ...shippedRules.map((rule) => changed.get(rule.id) ?? rule),
    ...own.filter(({ id }) => !known.has(id)),
  ]
}

/** Whether a rule is for a patient. */
export function isInScope(
  { ageFrom, ageTo, sex, wards }: RuleScope,
  who: { ageYears: number | null; sex: 'female' | 'male' | null; ward: string },
): boolean {
  if (sex !== null && who.sex !== sex) return false
  if (wards.length > 0 && !wards.includes(who.ward)) return false
  if (ageFrom === null && ageTo === null) return true
  // A rule for adults also watches over the adult whose age nobody knows: missing an alert is worse than one too many.
  if (who.ageYears === null) return ageTo === null
  return who.ageYears >= (ageFrom ?? 0) && who.ageYears <= (ageTo ?? 130)
}

/** Every score of the program, and how one is found by its name. */
import { apgar } from './apgar'
import { cha2ds2Vasc } from './cha2ds2-vasc'
import { egfrCombined, egfrCreatinine, egfrCystatin } from './ckd-epi-2021'
import { curb65 } from './curb-65'
import { findrisc } from './findrisc'
import { framingham2008, framingham2008Office } from './framingham-2008'
import { news2 } from './news2'
import { plainName } from './plain-name'
import { pooledCohort2013 } from './pooled-cohort-2013'
import type { ScoreDescriptor } from './score'
import { sofa } from './sofa'
import { wellsDvt } from './wells-dvt'
import { wellsPe } from './wells-pe'

export const scores = [
  news2,
  sofa,
  curb65,
  cha2ds2Vasc,
  framingham2008,
  framingham2008Office,
  pooledCohort2013,
  findrisc,
  egfrCreatinine,
  egfrCystatin,
  egfrCombined,
  wellsDvt,
  wellsPe,
  apgar,
] as const

export type ScoreId = (typeof scores)[number]['id']

const byName = new Map<string, ScoreDescriptor>(
  scores.flatMap((score) => [score.id, ...score.alsoCalled].map((name) => [plainName(name), score] as const)),
)

/** null where no score has this name */
export const findScore = (name: string): ScoreDescriptor | null => byName.get(plainName(name)) ?? null

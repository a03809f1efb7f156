/** A ward over time: beds, movements and the mean early warning score. */
import { z } from 'zod'
import { LoadPoint, LoadStep } from './load'
import { WardScope } from './ward'

/** Most stretches that one picture shows. */
export const mostStretches = 96

export const CourseQuery = z.object({
  scope: WardScope,
  /** null: now */
  atMs: z.number().nullable(),
  step: LoadStep,
  count: z.number().int().min(2).max(mostStretches),
})
export type CourseQuery = z.infer<typeof CourseQuery>

export const CoursePoint = LoadPoint.extend({
  news2: z.object({
    /** of those who were assessed; null where nobody was */
    mean: z.number().nullable(),
    n: z.number().int(),
    /** on wards at that time, clinics aside */
    present: z.number().int(),
  }),
})
export type CoursePoint = z.infer<typeof CoursePoint>

export const WardCourse = z.object({
  atMs: z.number(),
  /** length of a stretch, ms */
  stepMs: z.number(),
  points: z.array(CoursePoint),
})
export type WardCourse = z.infer<typeof WardCourse>

/** Values that every part of a manifest is made of. */
import { z } from 'zod'

export const positiveInt = z.number().int().positive()
/** A fixed size or the name of a free dimension such as 'N'. */
export const Dimension = z.union([positiveInt, z.string().min(1)])

export const labelName = z.string().regex(/^[a-z0-9-]+$/)
export const Code = z.strictObject({ system: z.url(), code: z.string(), display: z.string() })

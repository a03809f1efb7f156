import { z } from 'zod'

/** A text in every language of the program. */
export const LocalText = z.strictObject({ en: z.string().min(1), 'zh-CN': z.string().min(1) })
export type LocalText = z.infer<typeof LocalText>

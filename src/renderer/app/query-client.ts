import { createQueryClient } from '../bridge'

/** The window's one cache of answers from main. */
export const queryClient = createQueryClient()

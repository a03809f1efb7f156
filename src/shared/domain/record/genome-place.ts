import { z } from 'zod'

/** A place of the genome that is wanted of a large file, such as one of those that define the star alleles of drug genes. */
export const GenomePlace = z.object({
  build: z.enum(['GRCh37', 'GRCh38']),
  /** 1 to 22, X, Y, MT; a leading chr is allowed */
  chromosome: z.string().min(1).max(100),
  /** 1-based; absent where the place is only known by its dbSNP number */
  position: z.number().int().nonnegative().optional(),
  rsId: z.string().max(40).optional(),
})
export type GenomePlace = z.infer<typeof GenomePlace>

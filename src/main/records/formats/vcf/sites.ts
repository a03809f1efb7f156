/** Places of the genome that are wanted of a large file, such as those that define the star alleles of drug genes. */
import { z } from 'zod'
import type { GenomePlace } from '../../../../shared/domain/record/genome-place'
import type { GenomeBuild } from './header'

/** `chr7` and `7`, `chrM` and `MT` are the same chromosome. */
export function chromosomeName(text: string): string {
  const plain = text.replace(/^chr/i, '')
  return plain === 'M' ? 'MT' : plain
}

export class SiteSelection {
  private readonly rsIds = new Set<string>()
  private readonly positions = new Map<string, number[]>()

  constructor(
    sites: readonly GenomePlace[],
    /** of the file; where it is not known only dbSNP numbers count, since positions would be guessed */
    build: GenomeBuild | undefined,
  ) {
    for (const { rsId, position, chromosome, build: siteBuild } of sites) {
      if (rsId !== undefined) this.rsIds.add(rsId)
      if (position === undefined || siteBuild !== build) continue
      const name = chromosomeName(chromosome)
      this.positions.set(name, [...(this.positions.get(name) ?? []), position])
    }
    for (const positions of this.positions.values()) positions.sort((a, b) => a - b)
  }

  /** Wanted positions from `first` to `last`, both included. */
  within(chromosome: string, first: number, last: number): number[] {
    const positions = this.positions.get(chromosome)
    if (!positions) return []
    let low = 0
    let high = positions.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (positions[middle]! < first) low = middle + 1
      else high = middle
    }
    const found: number[] = []
    for (let i = low; i < positions.length && positions[i]! <= last; i++)
      if (found.at(-1) !== positions[i]) found.push(positions[i]!)
    return found
  }

  hasId(ids: readonly string[]): boolean {
    return ids.some((id) => this.rsIds.has(id))
  }
}

/** What is used of PharmCAT's allele definition files (`<GENE>_translation.json`, positions on GRCh38). */
const AlleleDefinition = z.object({
  genomeBuild: z.string().optional(),
  variants: z.array(
    z.object({
      chromosome: z.string(),
      position: z.number().int().nonnegative(),
      rsid: z.string().nullish(),
    }),
  ),
})

/**
 * The places that define a gene's star alleles. @throws z.ZodError for another structure, RangeError for another build
 */
export function sitesOfDefinition(json: unknown): GenomePlace[] {
  const { genomeBuild, variants } = AlleleDefinition.parse(json)
  if (genomeBuild !== undefined && !/GRCh38|b38|hg38/i.test(genomeBuild))
    throw new RangeError(`allele definitions on ${genomeBuild}, not GRCh38`)
  return variants.map(({ chromosome, position, rsid }) => ({
    build: 'GRCh38',
    chromosome,
    position,
    ...(rsid ? { rsId: rsid } : {}),
  }))
}

/** The header of a VCF file, versions 4.0 to 4.5 (github.com/samtools/hts-specs). */
import { parseIsoTime, type RecordTime } from '../../../../shared/domain/record/times'

export type GenomeBuild = 'GRCh37' | 'GRCh38'

export interface VcfHeader {
  /** such as VCFv4.2 */
  version: string
  /** undefined where the header does not say or contradicts itself */
  build: GenomeBuild | undefined
  /** the day on which the file was made, where the header says it */
  made: RecordTime | undefined
  samples: string[]
  /** a short header that says the same of a row as the whole one, each line with its end */
  brief: string
}

/** Lengths of chromosomes that tell the builds apart (NCBI assembly reports GCF_000001405.25 and .40). */
const buildOfLength = new Map<string, GenomeBuild>([
  ['249250621', 'GRCh37'],
  ['243199373', 'GRCh37'],
  ['155270560', 'GRCh37'],
  ['135534747', 'GRCh37'],
  ['51304566', 'GRCh37'],
  ['248956422', 'GRCh38'],
  ['242193529', 'GRCh38'],
  ['156040895', 'GRCh38'],
  ['133797422', 'GRCh38'],
  ['50818468', 'GRCh38'],
])

const isBuild37 = /GRCh37|hg19|hs37|b37|human_g1k_v37/i
const isBuild38 = /GRCh38|hg38|hs38/i

/** Collects the lines that begin with ##, until the line of columns ends the header. */
export class VcfHeaderReader {
  private version = ''
  private made: RecordTime | undefined
  private readonly builds = new Set<GenomeBuild>()

  /** @param line one that begins with ## */
  read(line: string): void {
    const version = /^##fileformat=(VCFv4\.\d+)\s*$/.exec(line)?.[1]
    if (version) this.version = version
    const date = /^##fileDate=(\d{4})-?(\d{2})-?(\d{2})/.exec(line)
    if (date) this.made = parseIsoTime(`${date[1]!}-${date[2]!}-${date[3]!}`, 'UTC') ?? undefined
    if (line.startsWith('##reference=') || line.startsWith('##assembly=')) this.readBuild(line)
    if (line.startsWith('##contig=')) {
      this.readBuild(/assembly=([^,>]+)/.exec(line)?.[1] ?? '')
      const build = buildOfLength.get(/length=(\d+)/.exec(line)?.[1] ?? '')
      if (build) this.builds.add(build)
    }
  }

  private readBuild(text: string): void {
    if (isBuild37.test(text)) this.builds.add('GRCh37')
    if (isBuild38.test(text)) this.builds.add('GRCh38')
  }

  /** @param line the one that begins with #CHROM; null where its columns are not VCF's */
  finish(line: string): VcfHeader | null {
    const columns = line.split('\t')
    const fixed = '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO'
    if (!line.startsWith(fixed) || (columns.length > 8 && columns[8] !== 'FORMAT')) return null
    const [only] = this.builds
    const build = this.builds.size === 1 ? only : undefined
    const brief = [
      `##fileformat=${this.version}`,
      ...(build ? [`##reference=${build}`] : []),
      ...(this.made ? [`##fileDate=${this.made.iso}`] : []),
      line,
    ]
    return {
      version: this.version,
      build,
      made: this.made,
      samples: columns.slice(9),
      brief: brief.map((text) => `${text}\n`).join(''),
    }
  }

  get isVcf(): boolean {
    return this.version !== ''
  }
}

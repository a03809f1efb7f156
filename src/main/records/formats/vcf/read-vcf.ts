/**
 * Genotypes of a VCF file (4.0 to 4.5, plain, gzip or bgzip) as entries of the record, one for each row and sample.
 *
 * Blocks of a gVCF that only say that a stretch is as the reference are not entries of their own; where wanted places lie
 * within one, those are given as called for the reference.
 */
import { type Concept, codeSystems } from '../../../../shared/domain/record/coding'
import type { GenotypeEntry, PatientKey } from '../../../../shared/domain/record/entry'
import {
  mostRawCharacters,
  type ReadItem,
  type ReadOptions,
  type RejectReason,
} from '../../../../shared/domain/record/read-item'
import type { GenomePlace } from '../../../../shared/domain/record/genome-place'
import { defined } from '../rejection'
import { decodeText, utf8Mark } from '../text/decode-text'
import { gunzipWhereNeeded } from '../text/gunzip-bytes'
import { readLines, type TextLine } from '../text/read-lines'
import { UnreadableContent } from '../text/unreadable-content'
import { type VcfHeader, VcfHeaderReader } from './header'
import { chromosomeName, SiteSelection } from './sites'

export interface VcfOptions extends ReadOptions {
  /** whose the file's only sample, or the one named {@link sample}, is. Absent: every sample, its name being the patient's number */
  patient?: PatientKey
  /** the only sample that is read */
  sample?: string
  /** only these places (absent: all rows) */
  sites?: readonly GenomePlace[]
}

interface Sample {
  /** among the row's cells */
  column: number
  name: string
  patient: PatientKey
}

class VcfRejection extends Error {
  constructor(
    readonly code: RejectReason,
    detail: string,
  ) {
    super(detail)
  }
}

export async function* readVcf(
  bytes: AsyncIterable<Uint8Array>,
  options: VcfOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  const header = new VcfHeaderReader()
  let rows: VcfRows | null = null
  try {
    for await (const lines of readLines(decodeText(gunzipWhereNeeded(bytes), 'utf-8').text)) {
      for (const line of lines) {
        if (rows) yield* rows.read(line)
        else if (line.text?.startsWith('##') === true) header.read(line.text)
        else {
          const begun = begin(header, line, options)
          if ('kind' in begun) {
            yield begun
            return
          }
          rows = begun
        }
      }
    }
    if (!rows) yield rejection(1, 'malformed', 'the file has no line #CHROM', '')
  } catch (error) {
    if (!(error instanceof UnreadableContent)) throw error
    yield {
      kind: 'rejected',
      source: { row: 'end' },
      reason: { code: error.reason, detail: error.message },
      raw: '',
    }
  }
}

function begin(reader: VcfHeaderReader, { number, text }: TextLine, options: VcfOptions): VcfRows | ReadItem {
  if (!reader.isVcf) return rejection(number, 'unsupported', 'the file does not begin as VCF 4', '')
  const header = text === null ? null : reader.finish(text)
  if (!header) return rejection(number, 'malformed', 'the columns are not those of VCF', '')
  const samples = header.samples.flatMap((name, index): Sample[] => {
    const isRead = name !== '' && (options.sample === undefined || name === options.sample)
    return isRead
      ? [{ column: 9 + index, name, patient: options.patient ?? [{ system: '', value: name }] }]
      : []
  })
  const problem = sampleProblem(header.samples, samples, options)
  return problem === null
    ? new VcfRows(header, samples, options)
    : rejection(number, 'patient-missing', problem, '')
}

/** Why it is not clear whose genotypes these are, or null. */
function sampleProblem(
  names: readonly string[],
  samples: readonly Sample[],
  { patient, sample }: VcfOptions,
): string | null {
  if (names.length === 0) return 'the file has no sample: it lists variants, not genotypes'
  if (samples.length === 0) return `the file has no sample ${sample ?? 'with a name'}`
  if (patient && samples.length > 1)
    return `the file has ${samples.length} samples: say which is the patient's`
  return null
}

const rejection = (line: number, code: RejectReason, detail: string, raw: string): ReadItem => ({
  kind: 'rejected',
  source: { row: `line ${line}` },
  reason: { code, detail },
  raw,
})

interface Place {
  chromosome: string
  position: number
  ref: string
  alts: string[]
}

class VcfRows {
  private readonly selection: SiteSelection | null
  private readonly width: number

  constructor(
    private readonly header: VcfHeader,
    private readonly samples: readonly Sample[],
    private readonly options: VcfOptions,
  ) {
    this.selection = options.sites ? new SiteSelection(options.sites, header.build) : null
    this.width = 9 + header.samples.length
  }

  *read({ number, text }: TextLine): Generator<ReadItem, void, undefined> {
    if (text === '') return
    const reject = (code: RejectReason, detail: string) =>
      rejection(
        number,
        code,
        detail,
        text === null ? '' : `${utf8Mark}${this.header.brief}${text}\n`.slice(0, mostRawCharacters),
      )
    if (text === null) return yield reject('too-large', 'the row is longer than a row may be')
    if (this.selection && !this.isWanted(text)) return
    try {
      for (const entry of this.readRow(text))
        yield { kind: 'entry', source: { row: `line ${number}` }, entry }
    } catch (error) {
      if (!(error instanceof VcfRejection)) throw error
      yield reject(error.code, error.message)
    }
  }

  /** Looks at the first cells only: of a whole genome nearly all rows are left out. */
  private isWanted(text: string): boolean {
    const head = text.slice(0, 4096).split('\t', 8)
    const [chromosome = '', position = '', ids = '', , alt = '', , , info = ''] = head
    const first = Number(position)
    if (head.length < 8 || !Number.isInteger(first)) return true
    const last = blockEnd(alt, info) ?? first
    return (
      this.selection!.hasId(ids.split(';')) ||
      this.selection!.within(chromosomeName(chromosome), first, last).length > 0
    )
  }

  private *readRow(text: string): Generator<GenotypeEntry> {
    const cells = text.split('\t')
    if (cells.length !== this.width)
      throw new VcfRejection('malformed', `the row has ${cells.length} cells, the header ${this.width}`)
    const [
      chromosomeText = '',
      positionText = '',
      idText = '',
      ref = '',
      altText = '',
      qualityText = '',
      filterText = '',
      info = '',
      formatText = '',
    ] = cells
    const chromosome = chromosomeName(chromosomeText)
    if (!/^\d{1,10}$/.test(positionText) || chromosome === '')
      throw new VcfRejection('malformed', 'the row has no chromosome or position')
    if (!/^[ACGTN]+$/i.test(ref) || ref.length > 10_000)
      throw new VcfRejection('value-invalid', `REF ${ref.slice(0, 60)} is no sequence of bases`)
    const alts = altText === '.' || altText === '' ? [] : altText.split(',')
    const wrong = alts.find((alt) => !altForm.test(alt) || alt.length > 10_000)
    if (wrong !== undefined || alts.length > 100)
      throw new VcfRejection('value-invalid', `ALT ${(wrong ?? altText).slice(0, 60)} is no allele`)
    const format = formatText.split(':')
    const genotype = format.indexOf('GT')
    if (genotype < 0) throw new VcfRejection('value-missing', 'the row has no genotypes')
    const place: Place = { chromosome, position: Number(positionText), ref, alts }
    const last = blockEnd(altText, info)
    const places = last === null ? [place] : this.placesWithin(place, last)
    const ids = idText.split(';').filter((id) => id !== '.' && id !== '')
    for (const at of places)
      for (const sample of this.samples) {
        const values = cells[sample.column]!.split(':')
        const depth = values[format.indexOf('DP')] ?? ''
        yield this.genotype(at, sample, values[genotype] ?? '', {
          // A block's number belongs to its first place.
          code: conceptOf(at, at.position === place.position ? ids : []),
          quality: /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(qualityText) ? Number(qualityText) : undefined,
          filters:
            filterText === 'PASS' || filterText === '.' || filterText === '0'
              ? []
              : filterText
                  .split(';')
                  .slice(0, 50)
                  .map((name) => name.slice(0, 200)),
          depth: /^\d{1,9}$/.test(depth) ? Number(depth) : undefined,
          gene: /(?:^|;)GENE(?:INFO)?=([A-Za-z0-9-]+)/.exec(info)?.[1],
        })
      }
  }

  /** Wanted places within a block that is as the reference; what REF is there, only the block's first place says. */
  private placesWithin(block: Place, last: number): Place[] {
    if (!this.selection) return []
    return this.selection.within(block.chromosome, block.position, last).map((position) => ({
      ...block,
      position,
      ref: position === block.position ? block.ref : 'N',
      alts: [],
    }))
  }

  private genotype(
    { chromosome, position, ref, alts }: Place,
    { name, patient }: Sample,
    text: string,
    said: Pick<GenotypeEntry, 'code' | 'filters'> &
      Partial<Pick<GenotypeEntry, 'quality' | 'depth' | 'gene'>> &
      Record<'quality' | 'depth' | 'gene', unknown>,
  ): GenotypeEntry {
    const { alleles, phased } = readGenotype(text)
    const unknown = alleles.find((allele) => allele !== null && allele > alts.length)
    if (unknown != null)
      throw new VcfRejection(
        'value-invalid',
        `genotype ${text.slice(0, 60)} names allele ${unknown} of ${alts.length}`,
      )
    const id = `${name}/${this.header.build ?? 'build not stated'}/${chromosome}:${position}:${ref}:${alts.join(',')}`
    return defined<GenotypeEntry>({
      kind: 'genotype',
      identity: { namespace: this.options.namespace, id },
      patient,
      status: 'final',
      issued: this.header.made,
      build: this.header.build,
      chromosome,
      position,
      ref,
      alts,
      alleles,
      phased,
      ...said,
    })
  }
}

/** Bases, a symbolic allele, the allele that an upstream deletion removed, or a breakend. */
const altForm = /^(?:[ACGTN]+|\*|\.|<[^<>\s]+>|[^\s,]*[[\]][^\s,]+[[\]][^\s,]*)$/i

/** Last place of a stretch that is as the reference, or null for a row of its own. */
function blockEnd(alt: string, info: string): number | null {
  const end = /(?:^|;)END=(\d{1,10})(?:;|$)/.exec(info)?.[1]
  if (alt === '<NON_REF>' || alt === '<*>' || alt === '<X>') return Number(end ?? 0)
  return alt === '.' && end !== undefined ? Number(end) : null
}

/** `0/1`, `1|0`, `.`, `./.`, and 4.4's form with a sign before the first allele. */
function readGenotype(text: string): { alleles: (number | null)[]; phased: boolean } {
  const match = /^[/|]?(\d{1,3}|\.)(?:[/|](?:\d{1,3}|\.)){0,15}$/.exec(text)
  if (!match) throw new VcfRejection('value-invalid', `${text.slice(0, 60)} is no genotype`)
  const signs = text.slice(1).match(/[/|]/g) ?? []
  const alleles = text
    .replace(/^[/|]/, '')
    .split(/[/|]/)
    .map((allele) => (allele === '.' ? null : Number(allele)))
  return { alleles, phased: signs.length > 0 && signs.every((sign) => sign === '|') }
}

function conceptOf({ chromosome, position, ref, alts }: Place, ids: readonly string[]): Concept {
  const codings = ids
    .filter((id) => /^rs\d{1,15}$/.test(id))
    .slice(0, 20)
    .map((code) => ({ system: codeSystems.dbsnp, code }))
  const text = `${chromosome}:${position} ${ref}>${alts.join(',') || '.'}`
  return { codings, text: text.slice(0, 500) }
}

/**
 * WFDB records (ECG and other curves) as entries of the record: one entry for all signals of a sampling rate, with a small
 * picture of each curve and the beats of the annotation file. The samples stay in their files.
 */
import { type Concept, codeSystems } from '../../../../shared/domain/record/coding'
import type { PatientKey, WaveformEntry } from '../../../../shared/domain/record/entry'
import {
  mostRawCharacters,
  type ReadItem,
  type ReadOptions,
  type RejectReason,
} from '../../../../shared/domain/record/read-item'
import { defined } from '../rejection'
import { type WfdbAnnotation, readAnnotations } from './annotations'
import { readWfdbHeader, type WfdbHeader, type WfdbSignal } from './header'
import { CurvePreview } from './preview'
import { invalidSample, readSamples } from './signal-formats'

export interface WfdbOptions extends ReadOptions {
  /** opens a file that lies beside the header; null where there is none */
  open: (fileName: string) => AsyncIterable<Uint8Array> | null
  /** whose record it is (absent: the record's name is the patient's number) */
  patient?: PatientKey
  /** ending of the annotation file (default `atr`) */
  annotator?: string
}

class WfdbRejection extends Error {
  constructor(
    readonly code: RejectReason,
    detail: string,
  ) {
    super(detail)
  }
}

const mostHeaderBytes = 1024 * 1024

/** @param bytes the header file (`.hea`) */
export async function* readWfdb(
  bytes: AsyncIterable<Uint8Array>,
  options: WfdbOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  // prettier-ignore
  let text = ''
  for await (const chunk of bytes) {
    text += Buffer.from(chunk).toString('latin1')
    if (text.length > mostHeaderBytes) break
  }
  const reject = (code: RejectReason, detail: string): ReadItem => ({
    kind: 'rejected',
    source: { row: 'header' },
    reason: { code, detail },
    raw: text.slice(0, mostRawCharacters),
  })
  const header = text.length > mostHeaderBytes ? 'too long for a header' : readWfdbHeader(text, options.zone)
  if (typeof header === 'string') return yield reject('unsupported', header)
  if (header.signals.length === 0) return yield reject('value-missing', 'the record has no signals')
  try {
    const curves = await readCurves(header, options)
    const marks = await readMarks(header, options)
    for (const entry of entriesOf(header, curves, marks, options))
      yield { kind: 'entry', source: { row: header.record }, entry }
  } catch (error) {
    if (!(error instanceof WfdbRejection)) throw error
    yield reject(error.code, error.message)
  }
}

interface Curve {
  signal: WfdbSignal
  preview: CurvePreview
  sum: number
}

async function readCurves(header: WfdbHeader, options: WfdbOptions): Promise<Curve[]> {
  const curves = header.signals.map((signal): Curve => ({ signal, preview: new CurvePreview(), sum: 0 }))
  for (const [fileName, group] of Map.groupBy(curves, ({ signal }) => signal.fileName))
    await readSignalFile(fileName, group, header, options)
  return curves
}

/** Signals of one file stand frame by frame beside each other. */
async function readSignalFile(
  fileName: string,
  curves: Curve[],
  header: WfdbHeader,
  options: WfdbOptions,
): Promise<void> {
  // prettier-ignore
  const { format, byteOffset } = curves[0]!.signal
  if (curves.some(({ signal }) => signal.format !== format))
    throw new WfdbRejection('unsupported', `${fileName} holds several formats`)
  const bytes = options.open(fileName)
  if (!bytes) throw new WfdbRejection('reference-broken', `the signal file ${fileName} is not there`)
  const frame = curves.flatMap((curve) => Array.from({ length: curve.signal.samplesPerFrame }, () => curve))
  const invalid = invalidSample(format)
  const mostSamples = header.frames === null ? Infinity : header.frames * frame.length
  let count = 0
  for await (const samples of readSamples(bytes, format, byteOffset)) {
    for (const sample of samples) {
      // The last group of a packed format may be filled up behind the last sample.
      if (count === mostSamples) break
      const curve = frame[count++ % frame.length]!
      curve.sum = (curve.sum + sample) | 0
      curve.preview.add(sample === invalid ? NaN : sample)
    }
  }
  const wanted = header.frames === null ? count - (count % frame.length) : mostSamples
  if (count !== wanted)
    throw new WfdbRejection('malformed', `${fileName} has ${count} samples instead of ${wanted}`)
  for (const { signal, sum } of curves) {
    // Some programs write 0 where they did not count.
    if (signal.checksum !== null && signal.checksum !== 0 && ((signal.checksum - sum) & 0xffff) !== 0)
      throw new WfdbRejection(
        'malformed',
        `the samples of ${signal.description || fileName} are not those that the header's checksum was made of`,
      )
  }
}

async function readMarks(
  header: WfdbHeader,
  { open, annotator = 'atr' }: WfdbOptions,
): Promise<WfdbAnnotation[]> {
  const bytes = open(`${header.record}.${annotator}`)
  if (!bytes) return []
  const beats: WfdbAnnotation[] = []
  for await (const mark of readAnnotations(bytes)) {
    if (!mark.isBeat) continue
    if (mark.sample < 0)
      throw new WfdbRejection('malformed', 'a beat lies before the beginning of the curves')
    if (beats.length === 1_000_000) throw new WfdbRejection('too-large', 'more than a million beats')
    beats.push(mark)
  }
  return beats
}

function* entriesOf(
  header: WfdbHeader,
  curves: Curve[],
  beats: WfdbAnnotation[],
  options: WfdbOptions,
): Generator<WaveformEntry> {
  // prettier-ignore
  const groups = Map.groupBy(curves, ({ signal }) => signal.samplesPerFrame)
  for (const [perFrame, group] of groups) {
    const names = group.map(({ signal }) => signal.description)
    yield defined<WaveformEntry>({
      kind: 'waveform',
      identity: {
        namespace: options.namespace,
        id: groups.size === 1 ? header.record : `${header.record}#${perFrame}`,
      },
      patient: options.patient ?? [{ system: '', value: header.record }],
      status: 'final',
      start: header.start,
      code: codeOf(names),
      samplingHz: header.framesPerSecond * perFrame,
      sampleCount: group[0]!.preview.samples,
      channels: group.map((curve) => ({
        name: curve.signal.description,
        unit: curve.signal.unit,
        preview: previewOf(curve),
      })),
      beats: beats.map(({ sample, type }) => ({ sample: sample * perFrame, type })),
      note: header.comments.length === 0 ? undefined : header.comments.join('\n').slice(0, 20_000),
    })
  }
}

function previewOf({ signal: { gain, baseline }, preview }: Curve) {
  const convert = (value: number) => (gain === null ? value : rounded((value - baseline) / gain))
  const { bucketSamples, min, max } = preview.result(convert)
  // With a negative gain the smallest step is the largest value.
  return gain !== null && gain < 0 ? { bucketSamples, min: max, max: min } : { bucketSamples, min, max }
}

/** To seven digits: beyond a converter's 24 bits there is only the noise of the division. */
const rounded = (value: number): number => Number(value.toPrecision(7))

const ecgLead =
  /^(?:ECG|EKG|ML|MLI{1,3}|I{1,3}|V[1-9]R?|AV[RLF]|MCL[1-6]|MV[1-9]|CM[1-6]|D[1-4]|CC5|mod\.? ?V\d)(?:\b|$)/i

const codeOf = (names: readonly string[]): Concept =>
  names.some((name) => ecgLead.test(name.trim()))
    ? { codings: [{ system: codeSystems.loinc, code: '11524-6', display: 'EKG study' }], text: 'ECG' }
    : { codings: [], text: names.find((name) => name !== '') ?? 'Waveform' }

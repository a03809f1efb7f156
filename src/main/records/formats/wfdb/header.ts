/** Header files of WFDB records, as header(5) of the WFDB Applications Guide describes them (physionet.org/physiotools/wag). */
import { recordTime, type RecordTime, type Zone } from '../../../../shared/domain/record/times'
import { type SignalFormat, signalFormats } from './signal-formats'

export interface WfdbSignal {
  fileName: string
  format: SignalFormat
  samplesPerFrame: number
  byteOffset: number
  /** steps of the converter for one unit; null: not calibrated */
  gain: number | null
  /** step that stands for 0 of the unit */
  baseline: number
  unit: string
  /** sum of all samples modulo 65,536 as a signed 16-bit number; null where not stated */
  checksum: number | null
  description: string
}

export interface WfdbHeader {
  record: string
  framesPerSecond: number
  /** null where the header does not say */
  frames: number | null
  start: RecordTime | undefined
  signals: WfdbSignal[]
  comments: string[]
}

const defaultFramesPerSecond = 250

/** @returns the header, or in words why it cannot be read */
export function readWfdbHeader(text: string, zone: Zone): WfdbHeader | string {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim())
  const begin = lines.findIndex((line) => line !== '' && !line.startsWith('#'))
  const [first, ...rest] = lines.filter((line) => line !== '' && !line.startsWith('#'))
  const match =
    /^([\w-]+)(\/\d+)?\s+(\d+)(?:\s+([\d.eE+-]+)(?:\/\S*)?(?:\s+(\d+)(?:\s+([\d:.]+)(?:\s+([\d/]+))?)?)?)?$/.exec(
      first ?? '',
    )
  if (!match) return 'the first line is not that of a WFDB header'
  if (match[2] !== undefined) return 'a record of several segments'
  const framesPerSecond = match[4] === undefined ? defaultFramesPerSecond : Number(match[4])
  if (!(framesPerSecond > 0 && framesPerSecond < 1e9)) return `${match[4]!} is no sampling frequency`
  // What stands before the first line is said of the file, not of the record.
  const comments = lines
    .slice(begin)
    .filter((line) => line.startsWith('#'))
    .map((line) => line.slice(1).trim())
  const count = Number(match[3])
  if (count > 64) return `${count} signals`
  if (rest.length < count) return `${count} signals are announced and ${rest.length} described`
  const signals: WfdbSignal[] = []
  for (const line of rest.slice(0, count)) {
    const signal = readSignal(line)
    if (typeof signal === 'string') return signal
    signals.push(signal)
  }
  return {
    record: match[1]!,
    framesPerSecond,
    frames: Number(match[5] ?? 0) || null,
    start: startOf(match[6], match[7], zone),
    signals,
    comments,
  }
}

function readSignal(line: string): WfdbSignal | string {
  const [fileName = '', formatText = '', gainText, , zeroText, , checksumText, , ...description] =
    line.split(/\s+/)
  const format = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/.exec(formatText)
  if (!format) return `${formatText} is no format of a signal`
  const number = Number(format[1])
  const known = signalFormats.find((name) => name === number)
  if (known === undefined) return `signals in format ${number}`
  if (Number(format[3] ?? 0) > 0) return 'signals that are shifted against each other'
  if (/[/\\]/.test(fileName) || fileName === '-' || fileName === '~')
    return `a signal file called ${fileName}`
  const gain = /^([\d.eE+-]+)(?:\((-?\d+)\))?(?:\/(\S+))?$/.exec(gainText ?? '0')
  if (!gain || !Number.isFinite(Number(gain[1]))) return `${gainText ?? ''} is no gain`
  const isCalibrated = Number(gain[1]) !== 0
  // Steps per unit: with fewer, a value in the unit would leave the range of numbers.
  if (isCalibrated && Math.abs(Number(gain[1])) < 1e-9) return `${gainText ?? ''} is no gain`
  const baseline = Number(gain[2] ?? zeroText ?? 0)
  if (!Number.isSafeInteger(baseline)) return `${gain[2] ?? zeroText ?? ''} is no baseline`
  const samplesPerFrame = Number(format[2] ?? 1)
  if (samplesPerFrame < 1 || samplesPerFrame > 10_000) return `${samplesPerFrame} samples a frame`
  return {
    fileName,
    format: known,
    samplesPerFrame,
    byteOffset: Number(format[4] ?? 0),
    gain: isCalibrated ? Number(gain[1]) : null,
    baseline,
    // The format's own rule: a gain without a unit is one for millivolts. Without a gain nothing is known.
    unit: isCalibrated ? (gain[3] ?? 'mV') : '{adu}',
    checksum: checksumText !== undefined && /^-?\d+$/.test(checksumText) ? Number(checksumText) : null,
    description: description.join(' ').slice(0, 500),
  }
}

/** The beginning, where the header states its day too. */
function startOf(time: string | undefined, date: string | undefined, zone: Zone): RecordTime | undefined {
  const clock = /^(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2})(?:\.(\d{1,3})\d*)?$/.exec(time ?? '')
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date ?? '')
  if (!clock || !day) return undefined
  const start = recordTime(
    {
      year: Number(day[3]),
      month: Number(day[2]),
      day: Number(day[1]),
      hour: Number(clock[1] ?? 0),
      minute: Number(clock[2] ?? 0),
      second: Number(clock[3]),
      ...(clock[4] === undefined ? {} : { millisecond: Number(clock[4].padEnd(3, '0')) }),
    },
    zone,
  )
  return start ?? undefined
}

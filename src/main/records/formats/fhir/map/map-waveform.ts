/** Curves in SampledData (hl7.org/fhir/R4/datatypes.html#SampledData), such as the leads of an ECG. */
import type { WaveformEntry } from '../../../../../shared/domain/record/entry'
import type { SampledData } from '../schema/datatypes'
import type { ObservationResource } from '../schema/resources'
import { Rejection } from '../../rejection'
import { numberOf, requiredConcept, wordsOf } from './map-datatypes'
import type { ObservationHead } from './map-observation'
import type { Mapped } from './mapped'
import type { ResourceContext } from './resource-context'

interface SampledPart {
  name: string
  data: SampledData
}

/** All curves of an observation, its own one first. */
export function sampledParts({ valueSampledData, code, component }: ObservationResource): SampledPart[] {
  const own = valueSampledData ? [{ name: wordsOf(code) ?? '', data: valueSampledData }] : []
  return [
    ...own,
    ...(component ?? []).flatMap((part) =>
      part.valueSampledData ? [{ name: wordsOf(part.code) ?? '', data: part.valueSampledData }] : [],
    ),
  ]
}

export function mapWaveform(
  observation: ObservationResource,
  head: ObservationHead,
  context: ResourceContext,
): Mapped {
  const code = requiredConcept(observation.code, context)
  const parts = sampledParts(observation)
  const periods = new Set(parts.map(({ data }) => numberOf(data.period)))
  const [periodMs = 0] = periods
  if (periods.size > 1 || !(periodMs > 0))
    throw new Rejection(
      'value-invalid',
      'the curves of one observation have different or impossible sampling periods',
    )
  const curves = parts.map(({ name, data }) => ({ name, unit: unitOf(data), samples: samplesOf(data) }))
  return {
    content: {
      kind: 'waveform',
      ...head,
      code,
      samplingHz: 1000 / periodMs,
      sampleCount: Math.max(...curves.map(({ samples }) => samples.length)),
      channels: curves.map(({ name, unit, samples }) => ({ name, unit, preview: previewOf(samples) })),
      beats: [],
    },
  }
}

const unitOf = ({ origin }: SampledData): string => origin.code ?? origin.unit ?? ''

/** E (error), U and L (beyond the limits) are no values. */
function samplesOf({ data = '', dimensions, origin, factor }: SampledData): (number | null)[] {
  if (dimensions !== 1) throw new Rejection('unsupported', `sampled data of ${dimensions} dimensions`)
  const zero = origin.value === undefined ? 0 : numberOf(origin.value)
  const scale = factor === undefined ? 1 : numberOf(factor)
  return data
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      if (/^[EUL]$/.test(word)) return null
      const number = Number(word)
      if (!Number.isFinite(number))
        throw new Rejection('value-invalid', `"${word.slice(0, 20)}" is no sample`)
      return number * scale + zero
    })
}

const mostBuckets = 10_000

function previewOf(samples: (number | null)[]): WaveformEntry['channels'][number]['preview'] {
  const bucketSamples = Math.max(1, Math.ceil(samples.length / mostBuckets))
  const min: (number | null)[] = []
  const max: (number | null)[] = []
  for (let start = 0; start < samples.length; start += bucketSamples) {
    const valid = samples.slice(start, start + bucketSamples).filter((sample) => sample !== null)
    min.push(valid.length === 0 ? null : Math.min(...valid))
    max.push(valid.length === 0 ? null : Math.max(...valid))
  }
  return { bucketSamples, min, max }
}

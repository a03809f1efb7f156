/** The risk of a stay in intensive care: hour by hour from what was measured until then. */
import type { Flag } from '../../shared/domain/analysis/analysis'
import { placeOfParameter } from '../../shared/domain/risks/stay-parameters'
import type {
  RiskReason,
  StayChange,
  StayChangeRequest,
  StayDrivers,
  StayMeasurement,
  StayRequest,
  StayRisk,
  WhatIfAnswer,
  WhatIfRequest,
} from '../../shared/domain/risks/risk-result'
import { AppException } from '../../shared/result'
import { modelIdentity } from '../inference/assess-image'
import { isSeriesModel, type SeriesModel } from '../inference/model-registry'
import { explainChange, explainRisk } from '../prediction/icu/risk-drivers'
import { riskTrajectory } from '../prediction/icu/risk-trajectory'
import { Stay } from '../prediction/icu/stay'
import { GridMaker, gridUntil, type StayGrid } from '../prediction/icu/stay-grid'
import { StayModel } from '../prediction/icu/stay-model'
import { whatIf } from '../prediction/icu/what-if'
import { estimateOf } from './estimate-of'
import { chosenStay, type FoundStay, type StayValue } from './stay-values'
import type { RiskParts } from './table-risks'
import { validationOf } from './validation-of'

/** years: the youngest of the source's adult units */
const youngest = 16
const hourMs = 3_600_000

interface OpenStay {
  stayModel: StayModel
  stay: FoundStay
  /** that are over, at most those of the window */
  hours: number
  grid: StayGrid
  values: readonly StayValue[]
}

type Asked = Pick<StayRequest, 'patientId' | 'knownAt' | 'stayEntryId'>

export class StayRisks {
  private readonly now: () => number

  constructor(private readonly parts: RiskParts) {
    this.now = parts.now ?? Date.now
  }

  /** Every hour that is over. Rejects with AppException: VAULT_LOCKED, NOT_FOUND, and the codes of InferenceClient.run. */
  async risk(asked: StayRequest): Promise<StayRisk> {
    const found = await this.stays(asked)
    const stay = chosenStay(found, asked.stayEntryId)
    const stays = found.map(shown)
    const empty: StayRisk = {
      stays,
      stay: stay && shown(stay),
      model: null,
      points: [],
      measurements: [],
      reasons: [],
      flags: [],
    }
    if (!stay) return empty
    const stayModel = await this.stayModel()
    if (!stayModel) return { ...empty, reasons: [{ code: 'MODEL_UNAVAILABLE', about: [] }] }
    const open = await this.open(stayModel, stay, asked)
    const reasons = reasonsAgainst(open)
    const points = reasons.length > 0 ? [] : await riskTrajectory(stayModel, open.grid.values, open.hours)
    return {
      ...empty,
      model: describe(stayModel.model),
      points: points.map(({ hour, finding, quantity }) => ({
        hour,
        estimate: estimateOf([finding]),
        quantity,
      })),
      measurements: measurementsOf(open),
      reasons,
      flags: flagsOf(open),
    }
  }

  /** What the values of each group add at that hour, against usual ones. */
  async drivers(asked: StayChangeRequest): Promise<StayDrivers> {
    const { stayModel, grid } = await this.require(asked, asked.hour)
    const columns = stayModel.model.contract.input.features.length
    const { usualRisk, risk, shares } = await explainRisk(
      stayModel,
      gridUntil(grid.values, columns, asked.hour),
    )
    return { hour: asked.hour, usual: usualRisk, risk, shares }
  }

  /** What the hour before changed. Before the first hour there is no estimate. */
  async change(asked: StayChangeRequest): Promise<StayChange> {
    const { stayModel, grid } = await this.require(asked, asked.hour)
    if (asked.hour === 1) {
      const { risk, shares } = await this.drivers(asked)
      return { hour: 1, before: null, after: risk, timeAlone: 0, shares }
    }
    const window = { from: asked.hour - 1, to: asked.hour }
    const { riskBefore, riskAfter, timeAlone, shares } = await explainChange(stayModel, grid.values, window)
    return { hour: asked.hour, before: riskBefore, after: riskAfter, timeAlone, shares }
  }

  /** @param asked changes hold from the beginning of the stay on, wherever the measurement was taken */
  async whatIf(asked: Extract<WhatIfRequest, { kind: 'stay' }>): Promise<WhatIfAnswer> {
    const { stayModel, grid } = await this.require(asked, asked.hour)
    const columns = stayModel.model.contract.input.features.length
    const values = gridUntil(grid.values, columns, asked.hour)
    const { before, after } = await whatIf(stayModel, values, asked.changes, { from: 0, hours: asked.hour })
    return { before: estimateOf([before]), after: estimateOf([after]), reasons: [] }
  }

  private async require(asked: Asked, hour: number): Promise<OpenStay> {
    const stay = chosenStay(await this.stays(asked), asked.stayEntryId)
    const stayModel = await this.stayModel()
    if (!stay || !stayModel) throw new AppException('NOT_FOUND', 'There is no stay to assess.')
    const open = await this.open(stayModel, stay, asked)
    if (reasonsAgainst(open).length > 0 || hour > open.hours)
      throw new AppException('NOT_FOUND', 'There is no estimate for this hour.')
    return open
  }

  private stays({ patientId, knownAt }: Asked): Promise<FoundStay[]> {
    return this.parts.requireOpen().reader.call('intensiveStays', { patientId, knownAt })
  }

  private async stayModel(): Promise<StayModel | null> {
    const { registry } = this.parts.inference
    await registry.open()
    for (const { id, isDefault, retired, manifest, state } of registry.list()) {
      if (!isDefault || retired || state.state !== 'available' || manifest?.task !== 'series-classification')
        continue
      if (!manifest.inputs.some(({ measurements }) => measurements !== null)) continue
      const model = await registry.require(id)
      if (isSeriesModel(model)) return new StayModel(this.parts.inference, model)
    }
    return null
  }

  private async open(
    stayModel: StayModel,
    stay: FoundStay,
    { patientId, knownAt }: Asked,
  ): Promise<OpenStay> {
    const { measurements } = stayModel
    const { reader } = this.parts.requireOpen()
    const atMs = await reader.call('recordMoment', { patientId, knownAt, nowMs: this.now() })
    const untilMs = Math.min(stay.endMs ?? Infinity, atMs, stay.startMs + measurements.hours * hourMs)
    const hours = Math.max(0, Math.min(measurements.hours, Math.floor((untilMs - stay.startMs) / hourMs)))
    const values = await reader.call('stayValues', {
      patientId,
      knownAt,
      startMs: stay.startMs,
      untilMs,
      places: [...measurements.series, ...measurements.statics].map(placeOfParameter),
    })
    const maker = new GridMaker(measurements)
    const filled = new Stay(String(stay.entryId))
    const kind = maker.indexOf.get('ICUType')
    if (kind !== undefined && stay.kind !== null) filled.add(0, kind, stay.kind)
    for (const { parameter, minute, value } of values) {
      const index = maker.indexOf.get(parameter)
      if (index !== undefined) filled.add(minute, index, value)
    }
    return { stayModel, stay, hours, grid: maker.make(filled, Math.max(1, hours)), values }
  }
}

const shown = ({ entryId, startMs, endMs, place }: FoundStay) => ({ entryId, startMs, endMs, place })

function reasonsAgainst({ stayModel, stay, hours, grid, values }: OpenStay): RiskReason[] {
  const window = stayModel.measurements.hours
  const lasted = stay.endMs === null ? null : (stay.endMs - stay.startMs) / hourMs
  const age = values.findLast(({ parameter }) => parameter === 'Age')?.value
  const statics = new Set(stayModel.measurements.statics.map(({ name }) => name))
  const reasons: RiskReason[] = []
  if (age !== undefined && age < youngest) reasons.push({ code: 'STAY_TOO_YOUNG', about: [] })
  if (lasted !== null && lasted < window) reasons.push({ code: 'STAY_ENDED_EARLY', about: [] })
  const taken = values.some(({ parameter }) => !statics.has(parameter))
  if (hours < 1 || !taken || grid.report.used === 0) reasons.push({ code: 'NO_MEASUREMENTS', about: [] })
  return reasons
}

function describe({ manifest, contract }: SeriesModel): StayRisk['model'] {
  const [label] = contract.findings.labels
  const { measurements } = contract
  if (!label || !measurements) return null
  return {
    identity: modelIdentity(manifest),
    title: manifest.title,
    finding: label.title,
    ...label.meaning,
    quantity: contract.quantity?.title ?? null,
    groups: measurements.groups,
    hours: measurements.hours,
    validation: validationOf(manifest),
  }
}

function measurementsOf({ stayModel, values }: OpenStay): StayMeasurement[] {
  const { series, statics } = stayModel.measurements
  return [...series, ...statics].map((measurement): StayMeasurement => {
    const { name, title, group, plausible } = measurement
    const taken = values.filter(({ parameter }) => parameter === name)
    const latest = taken.at(-1)
    return {
      parameter: name,
      title,
      group,
      unit: placeOfParameter(measurement).unit,
      low: plausible.low,
      high: plausible.high,
      latest:
        latest && latest.entryId !== null
          ? { value: latest.value, minute: latest.minute, entryId: latest.entryId }
          : null,
      count: taken.length,
    }
  })
}

function flagsOf({ grid: { report } }: OpenStay): Flag[] {
  const flags: Flag[] = []
  if (report.neverTaken.length > 0) flags.push({ code: 'MEASUREMENTS_NEVER_TAKEN', severity: 'info' })
  if (report.repaired.length > 0) flags.push({ code: 'MEASUREMENTS_REPAIRED', severity: 'info' })
  if (report.refused.length > 0) flags.push({ code: 'MEASUREMENTS_REFUSED', severity: 'warning' })
  return flags
}

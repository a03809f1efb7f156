/** The risk of a stay in intensive care: hour by hour from what was measured until then. */
import type { Flag } from '../../shared/domain/analysis/analysis'
import { placeOfParameter } from '../../shared/domain/risks/stay-parameters'
import type { KeptEstimate, WorkedOut } from '../../shared/domain/risks/kept-estimate'
import type { LocalText } from '../../shared/domain/models/local-text'
import type { ModelManifest } from '../../shared/domain/models/manifest'
import type { RiskReason } from '../../shared/domain/risks/risk-reason'
import type {
  StayChange,
  StayChangeRequest,
  StayDrivers,
  StayMeasurement,
  StayPoint,
  StayRequest,
  StayRisk,
  Validation,
  WhatIfAnswer,
  WhatIfRequest,
} from '../../shared/domain/risks/risk-result'
import { AppException } from '../../shared/result'
import { modelIdentity } from '../inference/assess-image'
import { isSeriesModel, type SeriesModel } from '../inference/model-registry'
import { explainChange, explainRisk } from '../prediction/icu/risk-drivers'
import { risksAtHours } from '../prediction/icu/risk-trajectory'
import { Stay } from '../prediction/icu/stay'
import { GridMaker, gridUntil, type StayGrid } from '../prediction/icu/stay-grid'
import { StayModel, type StayRunOptions } from '../prediction/icu/stay-model'
import { whatIf } from '../prediction/icu/what-if'
import { type Answer, EstimateKeeper, type GivenEstimate, keyOf, type Question } from './estimate-keeper'
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

/** What is known of a patient's present stay. */
export interface StayNow {
  manifest: ModelManifest
  finding: LocalText
  validation: Validation | null
  /** null: the patient is in no intensive care */
  startMs: number | null
  estimate: KeptEstimate | null
  workedOut: WorkedOut | null
}

type Asked = Pick<StayRequest, 'patientId' | 'knownAt' | 'stayEntryId'>

export class StayRisks {
  private readonly now: () => number
  private readonly keeper: EstimateKeeper

  constructor(private readonly parts: RiskParts) {
    this.now = parts.now ?? Date.now
    this.keeper = new EstimateKeeper({ requireOpen: parts.requireOpen, now: this.now })
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
      workedOut: null,
      earlier: [],
    }
    if (!stay) return empty
    const stayModel = await this.stayModel()
    if (!stayModel) {
      const earlier = await this.keeper.ofStay(asked.patientId, stay.startMs)
      return { ...empty, reasons: [{ code: 'MODEL_UNAVAILABLE', about: [] }], earlier }
    }
    const open = await this.open(stayModel, stay, asked)
    const reasons = reasonsAgainst(open)
    const hours = reasons.length > 0 ? [Math.max(1, open.hours)] : hoursUntil(open.hours)
    const given = await this.estimates(open, asked, reasons, hours)
    return {
      ...empty,
      model: describe(stayModel.model),
      points: given.flatMap(({ estimate }) => pointOf(estimate)),
      measurements: measurementsOf(open),
      reasons,
      flags: flagsOf(open),
      workedOut: given.at(-1)?.workedOut ?? null,
      earlier: await this.keeper.earlier(
        asked.patientId,
        stayModel.model.manifest,
        hours.map((hour) => questionOf(open, reasons, hour)),
        stay.startMs,
      ),
    }
  }

  /**
   * The newest hour that is over of the stay in which a patient is at a moment, behind all that a reader waits for. Null where
   * no model of stays may be asked. Rejects with AppException: VAULT_LOCKED, NOT_FOUND, CANCELLED.
   */
  async inBackground(patientId: string, atMs: number): Promise<StayNow | null> {
    const stayModel = await this.stayModel()
    if (!stayModel) return null
    const { model } = stayModel
    const finding = model.contract.findings.labels[0]?.title ?? model.manifest.title
    const about = { manifest: model.manifest, finding, validation: validationOf(model.manifest) }
    const asked = { patientId, knownAt: null, stayEntryId: null }
    const stay = (await this.stays(asked)).find((each) => isIn(each, atMs))
    if (!stay) return { ...about, startMs: null, estimate: null, workedOut: null }
    // What ends after the moment is not over yet.
    const open = await this.openAt(stayModel, { ...stay, endMs: null }, asked, atMs)
    const reasons = reasonsAgainst(open)
    const hour = Math.max(1, open.hours)
    const [given] = await this.estimates(open, asked, reasons, [hour], { priority: 'background' })
    return {
      ...about,
      startMs: stay.startMs,
      estimate: given?.estimate ?? null,
      workedOut: given?.workedOut ?? null,
    }
  }

  private estimates(
    open: OpenStay,
    asked: Asked,
    reasons: RiskReason[],
    hours: readonly number[],
    options: StayRunOptions = {},
  ): Promise<GivenEstimate[]> {
    const questions = hours.map((hour) => questionOf(open, reasons, hour))
    return this.keeper.estimates(asked, questions, (missing) => workOut(open, reasons, missing, options))
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

  private async open(stayModel: StayModel, stay: FoundStay, asked: Asked): Promise<OpenStay> {
    const { patientId, knownAt } = asked
    const { reader } = this.parts.requireOpen()
    const atMs = await reader.call('recordMoment', { patientId, knownAt, nowMs: this.now() })
    return this.openAt(stayModel, stay, asked, atMs)
  }

  private async openAt(
    stayModel: StayModel,
    stay: FoundStay,
    { patientId, knownAt }: Asked,
    atMs: number,
  ): Promise<OpenStay> {
    const { measurements } = stayModel
    const { reader } = this.parts.requireOpen()
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

const hoursUntil = (hours: number): number[] => Array.from({ length: hours }, (_, at) => at + 1)

const isIn = ({ startMs, endMs }: FoundStay, atMs: number): boolean =>
  startMs <= atMs && (endMs === null || endMs > atMs)

interface HourQuestion extends Question {
  hour: number
}

/** An answer follows from the grid until its hour, and from what stands against an answer. */
function questionOf(
  { stayModel, stay, grid }: OpenStay,
  reasons: readonly RiskReason[],
  hour: number,
): HourQuestion {
  const { manifest, contract } = stayModel.model
  const until = gridUntil(grid.values, contract.input.features.length, hour)
  const text = JSON.stringify({ startMs: stay.startMs, hour, reasons: reasons.map(({ code }) => code) })
  return { hour, isOwn: true, key: keyOf(manifest, text, new Uint8Array(until.buffer)) }
}

async function workOut(
  { stayModel, stay, grid }: OpenStay,
  reasons: RiskReason[],
  missing: readonly HourQuestion[],
  options: StayRunOptions,
): Promise<Answer[]> {
  const { manifest, contract } = stayModel.model
  const [label] = contract.findings.labels
  if (!label) throw new AppException('INTERNAL', 'The model has no finding.')
  const hours = missing.map(({ hour }) => hour)
  const answered = reasons.length > 0 ? null : await risksAtHours(stayModel, grid.values, hours, options)
  return hours.map((hour, at): Answer => {
    const point = answered?.points[at]
    return {
      model: modelIdentity(manifest),
      title: manifest.title,
      finding: { label: label.label, title: label.title },
      atMs: stay.startMs + hour * hourMs,
      provider: answered?.provider ?? null,
      outcome: point
        ? { status: 'assessed', estimate: estimateOf([point.finding]), flags: [] }
        : { status: 'not-assessed', reasons },
      titles: {},
      unusual: null,
      quantity: point?.quantity ?? null,
      inputs: null,
      stay: { startMs: stay.startMs, hour },
    }
  })
}

const pointOf = ({ outcome, quantity, stay }: KeptEstimate): StayPoint[] =>
  outcome.status === 'assessed' && stay ? [{ hour: stay.hour, estimate: outcome.estimate, quantity }] : []

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

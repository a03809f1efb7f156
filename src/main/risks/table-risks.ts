/** Risks by models of tables: inputs from the reader worker, answers from the inference process. */
import { calibrate } from '../../shared/domain/models/calibration'
import { bindingOf } from '../../shared/domain/risks/risk-bindings'
import { populationReasons } from '../../shared/domain/risks/population-facts'
import { enteredInput } from '../../shared/domain/risks/resolve-risk-inputs'
import type {
  Estimate,
  OneRiskRequest,
  RiskCard,
  RiskExplanation,
  RiskInput,
  RiskOutcome,
  RiskReason,
  RiskReport,
  RiskRequest,
  RiskTrend,
  WhatIfAnswer,
} from '../../shared/domain/risks/risk-result'
import { AppException } from '../../shared/result'
import { modelIdentity } from '../inference/assess-image'
import { interpretSeries } from '../inference/interpret-outputs'
import { isTableModel, type ModelRegistry, type TableModel } from '../inference/model-registry'
import { joined, RowAssessor, type RowResult, type RunsGraphs } from '../prediction/tables/assess-rows'
import { contributionsOf } from '../prediction/tables/contributions'
import { familiarityFor } from '../prediction/tables/familiarity-for'
import type { OpenVault } from '../workers/vault-workers'
import { estimateOf } from './estimate-of'
import { byNeed } from './order-by-need'
import type { TableInputs, TableQuery } from './risk-reading-procedures'
import { rowOf } from './table-row'
import { validationOf } from './validation-of'

export interface RiskParts {
  inference: RunsGraphs & { registry: Pick<ModelRegistry, 'open' | 'list' | 'require'> }
  requireOpen(): { reader: Pick<OpenVault['reader'], 'call'> }
  now?: () => number
}

/** Points of a trend: as many as a small picture can tell apart. */
const trendPoints = 12

export class TableRisks {
  private readonly now: () => number

  constructor(private readonly parts: RiskParts) {
    this.now = parts.now ?? Date.now
  }

  /** Every model of tables that may be used. Rejects with AppException: VAULT_LOCKED, NOT_FOUND. */
  async report(request: RiskRequest): Promise<RiskReport> {
    const { models, unavailable } = await this.models()
    const query = await this.query(request, models)
    const found = await this.parts.requireOpen().reader.call('riskInputs', query)
    const cards = await Promise.all(
      models.map((model) => {
        const inputs = found.find(({ modelId }) => modelId === model.manifest.id)
        if (!inputs) throw new AppException('INTERNAL', 'A model has no inputs.')
        return this.card(model, inputs)
      }),
    )
    return { atMs: query.atMs, cards: cards.toSorted(byNeed), unavailable }
  }

  /** Rejects with AppException: NOT_FOUND where the model gives no estimate for this patient. */
  async explain(request: OneRiskRequest): Promise<RiskExplanation> {
    const { model, found } = await this.one(request)
    const [result] = await this.assess(model, [found.inputs])
    if (!result || !('outcome' in result) || !result.values || populationReasons(found.population).length > 0)
      throw new AppException('NOT_FOUND', 'There is no estimate to explain.')
    const { values } = result
    const { inference } = this.parts
    const { base, contributions } = await contributionsOf(inference, model, values)
    const calibration = model.contract.findings.labels[0]?.calibration
    const drivers = contributions.map(({ column, logOdds, value }) => ({
      column,
      logOdds,
      known: value !== null,
    }))
    return {
      usual: calibration ? calibrate(base, calibration) : 0,
      drivers: drivers.toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
      askNext: await this.askNext(model, values),
      unusualColumns: result.unfamiliarity?.unusual
        ? await this.unusualColumns(model, found.inputs, result.unfamiliarity.score)
        : [],
    }
  }

  async trend(request: OneRiskRequest): Promise<RiskTrend> {
    const model = await this.modelOf(request.modelId)
    const query = { ...(await this.query(request, [model])), most: trendPoints }
    const over = await this.parts.requireOpen().reader.call('riskInputsOverTime', query)
    const results = await this.assess(
      model,
      over.map(({ inputs }) => inputs),
    )
    const points = over.map(({ atMs, inputs }, at) => ({
      atMs,
      estimate: isUsable(inputs) ? assessedOf(results[at]) : null,
      known: inputs.filter(({ cell }) => cell !== null).length,
    }))
    return { points, columns: model.contract.input.columns.length }
  }

  async whatIf(request: OneRiskRequest & { changes: Record<string, string> }): Promise<WhatIfAnswer> {
    const { model, found } = await this.one(request)
    const outside = populationReasons(found.population)
    if (outside.length > 0) return { before: null, after: null, reasons: outside }
    const { columns } = model.contract.input
    const header = columns.map(({ name }) => name)
    const assessor = await this.assessorOf(model)
    const { before, after } = await assessor.whatIf(header, rowOf(header, found.inputs), request.changes)
    const changed = columns.map((column, at) => {
      const change = request.changes[column.name]
      return change === undefined ? found.inputs[at]! : enteredInput(column, change.trim())
    })
    const reasons = reasonsOf(changed, after)
    return {
      before: isUsable(found.inputs) ? assessedOf(before) : null,
      after: reasons.length > 0 ? null : assessedOf(after),
      reasons,
    }
  }

  private async card(model: TableModel, { inputs, population, checks }: TableInputs): Promise<RiskCard> {
    const { manifest, contract } = model
    const [label] = contract.findings.labels
    if (!label) throw new AppException('INTERNAL', 'The model has no finding.')
    const outside = populationReasons(population)
    const [result] = outside.length > 0 ? [] : await this.assess(model, [inputs])
    const familiar = result && 'outcome' in result ? result.unfamiliarity : null
    return {
      model: modelIdentity(manifest),
      title: manifest.title,
      finding: { label: label.label, title: label.title, ...label.meaning },
      tense: bindingOf(manifest.id)?.tense ?? null,
      estimates: contract.population.estimates,
      validation: validationOf(manifest),
      inputs,
      population,
      outcome: outcomeOf(inputs, outside, result),
      unusual: familiar && {
        share: familiar.share,
        unusual: familiar.unusual,
        n: manifest.trainingData[0]?.n ?? 0,
      },
      checks,
    }
  }

  private async query(
    { patientId, knownAt, said }: RiskRequest,
    models: readonly TableModel[],
  ): Promise<TableQuery> {
    const { reader } = this.parts.requireOpen()
    return {
      patientId,
      knownAt,
      said,
      atMs: await reader.call('recordMoment', { patientId, knownAt, nowMs: this.now() }),
      models: models.map(({ manifest, contract }) => ({ id: manifest.id, columns: contract.input.columns })),
    }
  }

  private async one(request: OneRiskRequest): Promise<{ model: TableModel; found: TableInputs }> {
    const model = await this.modelOf(request.modelId)
    return { model, found: await this.inputsOf(model, request) }
  }

  private async inputsOf(model: TableModel, request: RiskRequest): Promise<TableInputs> {
    const [found] = await this.parts
      .requireOpen()
      .reader.call('riskInputs', await this.query(request, [model]))
    if (!found) throw new AppException('INTERNAL', 'A model has no inputs.')
    return found
  }

  private async modelOf(modelId: string): Promise<TableModel> {
    const model = await this.parts.inference.registry.require(modelId)
    if (!isTableModel(model)) throw new AppException('MODEL_OF_ANOTHER_KIND', 'The model reads no tables.')
    return model
  }

  private async models(): Promise<{ models: TableModel[]; unavailable: RiskReport['unavailable'] }> {
    const { registry } = this.parts.inference
    await registry.open()
    const models: TableModel[] = []
    const unavailable: RiskReport['unavailable'] = []
    for (const { id, isDefault, retired, manifest, state } of registry.list()) {
      if (!isDefault || retired || manifest?.task !== 'table-classification') continue
      if (state.state === 'available') models.push(await this.modelOf(id))
      else unavailable.push({ id, title: manifest.title })
    }
    return { models, unavailable }
  }

  private async assessorOf(model: TableModel): Promise<RowAssessor> {
    const { inference } = this.parts
    return new RowAssessor(inference, model, await familiarityFor(inference.registry, model))
  }

  /** One result for each row of inputs. */
  private async assess(model: TableModel, rows: readonly RiskInput[][]): Promise<RowResult[]> {
    const assessor = await this.assessorOf(model)
    const header = model.contract.input.columns.map(({ name }) => name)
    return assessor.assess({
      header,
      rows: rows.map((inputs, at) => ({ number: at + 1, cells: rowOf(header, inputs) })),
    })
  }

  /** With each usual value of a column that is not known: least and greatest probability among nine tenths of people. */
  private async askNext(model: TableModel, values: Float32Array): Promise<RiskExplanation['askNext']> {
    const { input } = model.contract
    const tries = input.columns.flatMap(({ name, background }, at) =>
      Number.isNaN(values[at]) ? background.map(({ value }) => ({ name, row: values.with(at, value) })) : [],
    )
    if (tries.length === 0) return []
    const { outputs } = await this.parts.inference.run(model, {
      [input.name]: joined(tries.map(({ row }) => row)),
    })
    const reached = new Map<string, { low: number; high: number }>()
    for (const [row, { name }] of tries.entries()) {
      const { probability } = estimateOf(interpretSeries(model.contract, outputs, row))
      const { low, high } = reached.get(name) ?? { low: probability, high: probability }
      reached.set(name, { low: Math.min(low, probability), high: Math.max(high, probability) })
    }
    return [...reached]
      .map(([column, range]) => ({ column, ...range }))
      .toSorted((a, b) => b.high - b.low - (a.high - a.low))
  }

  /** Each known column in turn as if it were not known: those whose loss makes the row less unusual. */
  private async unusualColumns(
    model: TableModel,
    inputs: readonly RiskInput[],
    score: number,
  ): Promise<string[]> {
    const known = inputs.filter(({ cell }) => cell !== null)
    const rows = known.map(({ column }) =>
      inputs.map((input) => (input.column === column ? { ...input, cell: null } : input)),
    )
    const results = await this.assess(model, rows)
    return known
      .map(({ column }, at) => {
        const result = results[at]
        const without = result && 'unfamiliarity' in result ? result.unfamiliarity?.score : undefined
        return { column, fall: without === undefined ? 0 : score - without }
      })
      .filter(({ fall }) => fall > 0.1 * score)
      .toSorted((a, b) => b.fall - a.fall)
      .map(({ column }) => column)
  }
}

const isUsable = (inputs: readonly RiskInput[]): boolean =>
  inputs.every(({ state }) => state !== 'out-of-range')

function assessedOf(result: RowResult | undefined): Estimate | null {
  if (!result || !('outcome' in result) || result.outcome.status !== 'assessed') return null
  return estimateOf(result.outcome.outputs)
}

function outcomeOf(
  inputs: readonly RiskInput[],
  outside: RiskReason[],
  result: RowResult | undefined,
): RiskOutcome {
  const reasons = outside.length > 0 ? outside : reasonsOf(inputs, result)
  if (reasons.length > 0) return { status: 'not-assessed', reasons }
  if (!result || !('outcome' in result) || result.outcome.status !== 'assessed')
    throw new AppException('INFERENCE_FAILED', 'The model gave no answer.')
  const { outputs, flags } = result.outcome
  return { status: 'assessed', estimate: estimateOf(outputs), flags }
}

/** Why a row gave no number; empty where it gave one. @throws AppException where the model failed */
function reasonsOf(inputs: readonly RiskInput[], result: RowResult | undefined): RiskReason[] {
  const outside = inputs.filter(({ state }) => state === 'out-of-range').map(({ column }) => column)
  if (outside.length > 0) return [{ code: 'VALUE_OUTSIDE_RANGE', about: outside }]
  if (!result || ('outcome' in result && result.outcome.status === 'assessed')) return []
  if ('error' in result) {
    const { code, message, details } = result.error
    const column = details?.['column']
    if (code === 'TABLE_VALUE_INVALID' && typeof column === 'string')
      return [{ code: 'VALUE_OUTSIDE_RANGE', about: [column] }]
    throw new AppException(code, message, details)
  }
  if (result.outcome.status === 'assessed') return []
  const missing = inputs.filter(({ cell }) => cell === null).map(({ column }) => column)
  switch (result.outcome.reason.code) {
    case 'AGE_UNKNOWN':
    case 'AGE_OUTSIDE_POPULATION':
    case 'VALUE_OUTSIDE_RANGE':
      return [{ code: result.outcome.reason.code, about: [] }]
    default:
      return [{ code: 'TOO_LITTLE_KNOWN', about: missing }]
  }
}

/** Risks by models of tables: inputs from the reader worker, answers from the inference process. */
import { calibrate } from '../../shared/domain/models/calibration'
import { bindingOf } from '../../shared/domain/risks/risk-bindings'
import { populationReasons } from '../../shared/domain/risks/population-facts'
import { enteredInput } from '../../shared/domain/risks/resolve-risk-inputs'
import {
  nothingSaid,
  type OneRiskRequest,
  type RiskCard,
  type RiskExplanation,
  type RiskInput,
  type RiskReport,
  type RiskRequest,
  type RiskTrend,
  type WhatIfAnswer,
} from '../../shared/domain/risks/risk-result'
import { AppException } from '../../shared/result'
import type { RunOptions } from '../inference/inference-client'
import { interpretSeries } from '../inference/interpret-outputs'
import { isTableModel, type ModelRegistry, type TableModel } from '../inference/model-registry'
import { joined, type RunsGraphs } from '../prediction/tables/assess-rows'
import { contributionsOf } from '../prediction/tables/contributions'
import { familiarityFor } from '../prediction/tables/familiarity-for'
import { EstimateKeeper, type GivenEstimate, type KeeperParts } from './estimate-keeper'
import { estimateOf } from './estimate-of'
import { byNeed } from './order-by-need'
import type { TableInputs, TableQuery } from './risk-reading-procedures'
import { TableEstimates } from './table-estimates'
import { assessedOf, isUsable, reasonsOf } from './table-outcome'
import { rowOf } from './table-row'
import { validationOf } from './validation-of'

export interface RiskParts {
  inference: RunsGraphs & { registry: Pick<ModelRegistry, 'open' | 'list' | 'require'> }
  requireOpen(): ReturnType<KeeperParts['requireOpen']>
  now?: () => number
}

/** Points of a trend: as many as a small picture can tell apart. */
const trendPoints = 12

export class TableRisks {
  private readonly now: () => number
  private readonly keeper: EstimateKeeper

  constructor(private readonly parts: RiskParts) {
    this.now = parts.now ?? Date.now
    this.keeper = new EstimateKeeper({ requireOpen: parts.requireOpen, now: this.now })
  }

  /** Every model of tables that may be used. Rejects with AppException: VAULT_LOCKED, NOT_FOUND. */
  async report(request: RiskRequest): Promise<RiskReport> {
    const { models, unavailable, current } = await this.models()
    const query = await this.query(request, models)
    const cards = await this.cards(request, models, query)
    const former = await this.keeper.former(request.patientId, current)
    return { atMs: query.atMs, cards: cards.toSorted(byNeed), unavailable, former }
  }

  /**
   * What every model says of a patient's record as it was dated until a moment, behind all that a reader waits for.
   * Rejects with AppException: VAULT_LOCKED, NOT_FOUND, CANCELLED.
   */
  async inBackground(patientId: string, atMs: number): Promise<RiskCard[]> {
    const { models } = await this.models()
    const request = { patientId, knownAt: null, said: nothingSaid }
    return this.cards(request, models, { ...request, atMs, models: models.map(columnsOf) }, background)
  }

  /** Rejects with AppException: NOT_FOUND where the model gives no estimate for this patient. */
  async explain(request: OneRiskRequest): Promise<RiskExplanation> {
    const { model, found } = await this.one(request)
    const estimates = await this.estimatesOf(model)
    const [result] = await estimates.assess([found.inputs])
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
    const estimates = await this.estimatesOf(model)
    const given = await estimates.estimates(request, over)
    const points = over.map(({ atMs, inputs }, at) => {
      const outcome = given[at]?.estimate.outcome
      return {
        atMs,
        estimate: outcome?.status === 'assessed' ? outcome.estimate : null,
        known: inputs.filter(({ cell }) => cell !== null).length,
      }
    })
    const earlier = await estimates.earlier(request.patientId, over)
    return { points, columns: model.contract.input.columns.length, earlier }
  }

  async whatIf(request: OneRiskRequest & { changes: Record<string, string> }): Promise<WhatIfAnswer> {
    const { model, found } = await this.one(request)
    const outside = populationReasons(found.population)
    if (outside.length > 0) return { before: null, after: null, reasons: outside }
    const { columns } = model.contract.input
    const header = columns.map(({ name }) => name)
    const assessor = (await this.estimatesOf(model)).assessor()
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

  private async cards(
    asked: Pick<RiskRequest, 'patientId' | 'knownAt'>,
    models: readonly TableModel[],
    query: TableQuery,
    options: RunOptions = {},
  ): Promise<RiskCard[]> {
    const found = await this.parts.requireOpen().reader.call('riskInputs', query)
    return Promise.all(
      models.map(async (model) => {
        const inputs = found.find(({ modelId }) => modelId === model.manifest.id)
        if (!inputs) throw new AppException('INTERNAL', 'A model has no inputs.')
        const estimates = await this.estimatesOf(model)
        const [given] = await estimates.estimates(asked, [{ ...inputs, atMs: query.atMs }], options)
        if (!given) throw new AppException('INFERENCE_FAILED', 'The model gave no answer.')
        return cardOf(model, inputs, given)
      }),
    )
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
      models: models.map(columnsOf),
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

  /** `current`: whose word stands on its own card or in the course of a stay */
  private async models(): Promise<{
    models: TableModel[]
    unavailable: RiskReport['unavailable']
    current: string[]
  }> {
    const { registry } = this.parts.inference
    await registry.open()
    const models: TableModel[] = []
    const unavailable: RiskReport['unavailable'] = []
    const current: string[] = []
    for (const { id, isDefault, retired, manifest, state } of registry.list()) {
      if (!isDefault || retired) continue
      const isAvailable = state.state === 'available'
      if (isAvailable) current.push(id)
      if (manifest?.task !== 'table-classification') continue
      if (isAvailable) models.push(await this.modelOf(id))
      else unavailable.push({ id, title: manifest.title })
    }
    return { models, unavailable, current }
  }

  private async estimatesOf(model: TableModel): Promise<TableEstimates> {
    const { inference } = this.parts
    const familiarity = await familiarityFor(inference.registry, model)
    return new TableEstimates(inference, this.keeper, model, familiarity)
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
    const results = await (await this.estimatesOf(model)).assess(rows)
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

/** A run that nobody waits for. */
const background: RunOptions = { priority: 'background' }

const columnsOf = ({ manifest, contract }: TableModel): TableQuery['models'][number] => ({
  id: manifest.id,
  columns: contract.input.columns,
})

function cardOf(
  { manifest, contract }: TableModel,
  { inputs, population, checks }: TableInputs,
  { estimate, workedOut }: GivenEstimate,
): RiskCard {
  const [label] = contract.findings.labels
  if (!label) throw new AppException('INTERNAL', 'The model has no finding.')
  return {
    model: estimate.model,
    title: manifest.title,
    finding: { label: label.label, title: label.title, ...label.meaning },
    tense: bindingOf(manifest.id)?.tense ?? null,
    estimates: contract.population.estimates,
    validation: validationOf(manifest),
    inputs,
    population,
    outcome: estimate.outcome,
    workedOut,
    unusual: estimate.unusual && { ...estimate.unusual, n: manifest.trainingData[0]?.n ?? 0 },
    checks,
  }
}

/** Estimates of rows of inputs by one model of tables: kept ones where there are some, else worked out and kept. */
import { populationReasons } from '../../shared/domain/risks/population-facts'
import type { KnownAt } from '../../shared/domain/record/reading'
import type { EarlierEstimate, RiskOutcome } from '../../shared/domain/risks/kept-estimate'
import type { PopulationFact, RiskInput } from '../../shared/domain/risks/risk-result'
import { AppException } from '../../shared/result'
import { modelIdentity } from '../inference/assess-image'
import type { RunOptions } from '../inference/inference-client'
import type { FamiliarityModel, TableModel } from '../inference/model-registry'
import { RowAssessor, type RowResult, type RunsGraphs } from '../prediction/tables/assess-rows'
import {
  type Answer,
  type EstimateKeeper,
  type GivenEstimate,
  keyOf,
  packageSha256,
  type Question,
} from './estimate-keeper'
import { outcomeOf } from './table-outcome'
import { rowOf } from './table-row'

/** The inputs as they were at a moment. */
export interface InputsAt {
  atMs: number
  inputs: readonly RiskInput[]
  population: readonly PopulationFact[]
}

interface RowQuestion extends Question, InputsAt {}

interface Asked {
  patientId: string
  knownAt: KnownAt | null
}

export class TableEstimates {
  constructor(
    private readonly inference: RunsGraphs,
    private readonly keeper: EstimateKeeper,
    private readonly model: TableModel,
    /** null where the site has none */
    private readonly familiarity: FamiliarityModel | null,
  ) {}

  /** One estimate a moment, in order. Rejects with AppException: the codes of InferenceClient.run, and of the vault. */
  estimates(asked: Asked, moments: readonly InputsAt[], options: RunOptions = {}): Promise<GivenEstimate[]> {
    return this.keeper.estimates(asked, this.questions(moments), (open) => this.workOut(open, options))
  }

  /** What was said of other values, or by another package of the same name. */
  earlier(patientId: string, shown: readonly InputsAt[]): Promise<EarlierEstimate[]> {
    return this.keeper.earlier(patientId, this.model.manifest, this.questions(shown))
  }

  /** One result for each row of inputs; nothing is kept. */
  assess(rows: readonly (readonly RiskInput[])[], options: RunOptions = {}): Promise<RowResult[]> {
    const header = this.model.contract.input.columns.map(({ name }) => name)
    return this.assessor().assess(
      { header, rows: rows.map((inputs, at) => ({ number: at + 1, cells: rowOf(header, inputs) })) },
      options,
    )
  }

  assessor(): RowAssessor {
    return new RowAssessor(this.inference, this.model, this.familiarity)
  }

  private questions(moments: readonly InputsAt[]): RowQuestion[] {
    const { manifest } = this.model
    const unusualBy = this.familiarity ? packageSha256(this.familiarity.manifest) : ''
    return moments.map((moment) => ({
      ...moment,
      key: keyOf(manifest, textOf(moment), unusualBy),
      isOwn: isOwn(moment),
    }))
  }

  private async workOut(open: readonly RowQuestion[], options: RunOptions): Promise<Answer[]> {
    const { manifest, contract } = this.model
    const [label] = contract.findings.labels
    if (!label) throw new AppException('INTERNAL', 'The model has no finding.')
    // Who is outside of the population is not shown to the model at all.
    const inside = open.filter(({ population }) => populationReasons(population).length === 0)
    const results =
      inside.length === 0
        ? []
        : await this.assess(
            inside.map(({ inputs }) => inputs),
            options,
          )
    const resultOf = new Map(inside.map((question, at) => [question, results[at]] as const))
    return open.map((question): Answer => {
      const { atMs, inputs, population } = question
      const result = resultOf.get(question)
      const answered = result && 'outcome' in result ? result : null
      const familiar = answered?.unfamiliarity ?? null
      const outcome = outcomeOf(inputs, population, result)
      return {
        model: modelIdentity(manifest),
        title: manifest.title,
        finding: { label: label.label, title: label.title },
        atMs,
        provider: answered?.outcome.status === 'assessed' ? answered.outcome.provider : null,
        outcome,
        titles: titlesOf(outcome, inputs),
        unusual: familiar && { share: familiar.share, unusual: familiar.unusual },
        quantity: null,
        inputs: { known: inputs.filter(({ cell }) => cell !== null).length, columns: inputs.length },
        stay: null,
      }
    })
  }
}

function titlesOf(outcome: RiskOutcome, inputs: readonly RiskInput[]): Answer['titles'] {
  const about = outcome.status === 'not-assessed' ? outcome.reasons.flatMap((reason) => reason.about) : []
  return Object.fromEntries(
    inputs.filter(({ column }) => about.includes(column)).map(({ column, title }) => [column, title]),
  )
}

/** All that an answer follows from beside the package: cells, those that may not be used, and for whom the model is. */
const textOf = ({ inputs, population }: InputsAt): string =>
  JSON.stringify({
    cells: inputs.map(({ column, cell, state }) => [column, cell, state === 'out-of-range']),
    population: population.map(({ fact, rule, answer }) => [fact, rule, answer]),
  })

const isOwn = ({ inputs, population }: InputsAt): boolean =>
  inputs.every(({ state }) => state !== 'entered') && population.every(({ from }) => from !== 'entered')

/**
 * The preparation that a model of tables names: a pipeline of the workshop with what it has learnt on the training rows. The
 * recipe ran it before training (its Python twin), the program runs it on every row.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShownPreparation } from '../../../shared/domain/models/installed-model'
import type { TableColumn, TableManifest } from '../../../shared/domain/models/manifest'
import { canonicalJson } from '../../../shared/domain/preparation/canonical-json'
import {
  type ParameterRule,
  pipelineFormat,
  type PreparationPipeline,
  type PreparationStep,
} from '../../../shared/domain/preparation/pipeline'
import { pipelineProblems } from '../../../shared/domain/preparation/pipeline-order'
import type { Learnt } from '../../../shared/domain/preparation/state'
import { AppException } from '../../../shared/result'
import { parsePipelineFile, pipelineHash } from '../../preparation/pipeline-file'
import { numbersForMissing } from './missing-words'

export interface FittedPipeline {
  pipeline: PreparationPipeline
  learnt: readonly Learnt[]
  /** training rows that it was learnt on; null where the package brings none and the columns alone say what is done */
  fittedOn: number | null
}

/**
 * The file that the manifest names, where it names one, and what its columns say where it does not.
 * @throws AppException MODEL_HASH_MISMATCH for a damaged or exchanged file, MODEL_PREPARATION_INVALID for one that is no
 * pipeline, has not learnt what it needs, or belongs to other columns
 */
export async function readFittedPipeline(folder: string, manifest: TableManifest): Promise<FittedPipeline> {
  const columns = manifest.inputs.flatMap((input) => input.columns)
  const named = manifest.preparation
  if (!named) return { pipeline: declaredPipeline(manifest.id, columns), learnt: [], fittedOn: null }
  const content = await readFile(join(folder, named.file)).catch(() => null)
  if (content === null) throw invalid('The package lacks the preparation that its manifest names.')
  if (content.length !== named.bytes || createHash('sha256').update(content).digest('hex') !== named.sha256)
    throw new AppException('MODEL_HASH_MISMATCH', 'The preparation is not the one that the manifest names.')
  const { pipeline, state } = parsed(content.toString('utf8'))
  const problem = problemOf(pipeline, columns) ?? unlearntOf(pipeline, state?.learnt ?? [])
  if (!state || problem !== null) throw invalid(problem ?? 'The preparation has learnt nothing.')
  return { pipeline, learnt: state.learnt, fittedOn: state.fittedOn.rows }
}

function parsed(text: string) {
  try {
    return parsePipelineFile(text)
  } catch {
    throw invalid('The preparation is not a pipeline with what it has learnt.')
  }
}

/** What the screens are told. */
export const shownPreparation = ({ pipeline, learnt, fittedOn }: FittedPipeline): ShownPreparation => ({
  pipeline: pipelineHash(pipeline),
  fittedOn,
  fills: learnt.flatMap((own) =>
    own.step === 'median'
      ? own.fills.flatMap(({ name, value }) => (value === null ? [] : [{ column: name, value }]))
      : [],
  ),
})

const invalid = (message: string) => new AppException('MODEL_PREPARATION_INVALID', message)

/** The cleaning that the columns ask for by themselves: words for missing are emptied, values outside marked. */
export function declaredPipeline(name: string, columns: readonly TableColumn[]): PreparationPipeline {
  return {
    format: pipelineFormat,
    name,
    catalogue: null,
    table: { form: 'wide', subject: null, time: null },
    parameters: columns.map(ruleOf),
    steps: [
      {
        step: 'impossible',
        id: 'clean',
        on: true,
        only: null,
        limit: 'plausible',
        repair: false,
        action: 'mark',
      },
    ],
    split: { by: 'row', seed: 0, trainShare: 1, before: null },
  }
}

function ruleOf({ name, unit, cells, missing }: TableColumn): ParameterRule {
  const isNumber = cells.kind === 'number'
  return {
    name,
    parameter: null,
    role: 'input',
    values: isNumber
      ? { kind: 'number' }
      : { kind: 'category', words: cells.choices.map(({ cell, code }) => ({ written: cell, code })) },
    unit,
    writtenUnits: [],
    possible: null,
    plausible: isNumber ? { low: cells.low, high: cells.high, source: 'own' } : null,
    missing: numbersForMissing(missing),
    repairs: [],
  }
}

/** What a row alone can go through. Steps that compare rows, remove them or change their unit have no place before a model. */
const stepsOfRows: readonly PreparationStep['step'][] = ['impossible', 'outliers', 'median']

/** Why the pipeline is not this table's; null where it is. Sources of ranges may be told in other words. */
function problemOf(pipeline: PreparationPipeline, columns: readonly TableColumn[]): string | null {
  const { table, steps, parameters } = pipeline
  if (table.form !== 'wide' || table.subject !== null || table.time !== null)
    return 'The preparation is for another form of table.'
  const strange = steps.find(({ step }) => !stepsOfRows.includes(step))
  if (strange) return `The preparation has the step ${strange.step}, which does not work on a row alone.`
  const [problem] = pipelineProblems(pipeline)
  if (problem) return `The preparation cannot be run: ${problem.code}.`
  const wanted = columns.map(ruleOf)
  const other = wanted.findIndex((rule, at) => meaningOf(rule) !== meaningOf(parameters[at]))
  if (other >= 0 || parameters.length !== wanted.length)
    return `The preparation is for other columns${other >= 0 ? `: ${wanted[other]!.name} differs` : ''}.`
  return null
}

function meaningOf(rule: ParameterRule | undefined): string | null {
  if (!rule) return null
  const { plausible } = rule
  return canonicalJson({ ...rule, plausible: plausible && { ...plausible, source: '' } })
}

/** A step that learns and has learnt nothing would be left out without a word. */
function unlearntOf({ steps, parameters }: PreparationPipeline, learnt: readonly Learnt[]): string | null {
  for (const step of steps) {
    if (!step.on || step.step === 'impossible') continue
    const own = learnt.find(({ id, step: kind }) => id === step.id && kind === step.step)
    const known = own?.step === 'median' ? own.fills : own?.step === 'outliers' ? own.limits : []
    const names = new Set(known.map(({ name }) => name))
    const chosen = 'only' in step && step.only ? step.only : parameters.map(({ name }) => name)
    const without = chosen.find(
      (name) => !names.has(name) && (step.step === 'median' || isNumber(parameters, name)),
    )
    if (without !== undefined) return `The step ${step.id} has learnt nothing of ${without}.`
    if (own?.step === 'median' && own.fills.some(({ value }) => value === null))
      return `The step ${step.id} has nothing to fill with.`
  }
  return null
}

const isNumber = (parameters: readonly ParameterRule[], name: string): boolean =>
  parameters.some((rule) => rule.name === name && rule.values.kind === 'number')

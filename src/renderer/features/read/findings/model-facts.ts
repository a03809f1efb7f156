/** What the Findings panel says about a model, taken from its manifest. */
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import { ageMatters } from '../../../../shared/domain/analysis/gates'
import { evidenceLine } from '../../../../shared/domain/models/calibration'
import type {
  Calibration,
  CohortText,
  ModelManifest,
  ModelOutput,
} from '../../../../shared/domain/models/manifest'
import type { StudyDetail } from '../../../../shared/domain/worklist/worklist'
import type { EvidenceScale } from '../../../viewer/heatmap/evidence'

type OutputOf<Role extends ModelOutput['role']> = Extract<ModelOutput, { role: Role }>

/** The finding that a label stands for; null for a label that this version of the model does not have. */
export function findingOf(manifest: ModelManifest, label: string) {
  for (const output of manifest.outputs) {
    if (output.role !== 'finding-logits') continue
    const found = output.labels.find((candidate) => candidate.label === label)
    if (found) return found
  }
  return null
}

/** How a finding divides into patterns; null where the model does not say. */
export const patternOf = (manifest: ModelManifest, finding: string): OutputOf<'pattern-logit'> | null =>
  manifest.outputs.find(
    (output): output is OutputOf<'pattern-logit'> => output.role === 'pattern-logit' && output.of === finding,
  ) ?? null

/** Every label of the model with its name: findings, patterns, and regions. */
export function titlesOf(manifest: ModelManifest): Map<string, ModelManifest['title']> {
  const labels = manifest.outputs.flatMap((output) => {
    if (output.role === 'pattern-logit') return [output.absent, ...output.patterns]
    return output.role === 'finding-logits' || output.role === 'segmentation-mask' ? output.labels : []
  })
  return new Map(labels.map(({ label, title }) => [label, title]))
}

/** How one cell of a finding's activation map reads on the finding's own scale; null for a label without a map. */
export function evidenceScaleOf(manifest: ModelManifest, label: string): EvidenceScale | null {
  for (const output of manifest.outputs) {
    if (output.role !== 'finding-logits') continue
    const index = output.labels.findIndex((candidate) => candidate.label === label)
    const finding = output.labels[index]
    const map = manifest.outputs.find((each) => each.role === 'activation-map' && each.of === output.name)
    if (!finding || map?.role !== 'activation-map') continue
    const threshold = finding.threshold.value
    // The biases are in the map of a softmax already.
    const bias = finding.activation === 'softmax' ? 0 : biasOf(map, index)
    return { bias, ...evidenceLine(finding.calibration, threshold), threshold }
  }
  return null
}

const biasOf = ({ bias }: OutputOf<'activation-map'>, index: number): number =>
  typeof bias === 'number' ? bias : (bias[index] ?? 0)

/** The prevalence that the probabilities are valid at; null where they are scores. */
export function prevalenceOf(manifest: ModelManifest): number | null {
  const calibrations: Calibration[] = manifest.outputs.flatMap((output) =>
    output.role === 'finding-logits' ? output.labels.map(({ calibration }) => calibration) : [],
  )
  const [first] = calibrations
  return first && first.method !== 'none' ? first.prevalence : null
}

/** The metrics of the cohort that the manifest names first with an AUC: the one that the model is presented with. */
export function checkedOn(
  manifest: ModelManifest,
): { cohort: CohortText; n: number; metrics: ModelManifest['metrics'] } | null {
  const main = manifest.metrics.find(({ name }) => name === 'auc')
  if (!main) return null
  const name = JSON.stringify(main.cohort)
  return {
    cohort: main.cohort,
    n: main.n,
    metrics: manifest.metrics.filter(({ cohort }) => JSON.stringify(cohort) === name),
  }
}

/** Newest first. */
export const newestFirst = (runs: readonly AnalysisRun[]): AnalysisRun[] =>
  [...runs].sort((a, b) => b.createdAtMs - a.createdAtMs)

/** The model is made for some ages, and neither the file nor a date of birth gives one. */
export const mustAskAge = (study: StudyDetail, manifest: ModelManifest | null): boolean =>
  study.study.patientAgeYears === null &&
  (manifest === null || !('gate' in manifest) || ageMatters(manifest.gate))

/** What the Findings panel says about a model, taken from its manifest. */
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import type { LocalText, ModelManifest } from '../../../../shared/domain/models/manifest'
import type { Language } from '../../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../../shared/domain/worklist/worklist'
import type { EvidenceScale } from '../../../viewer/heatmap/evidence'

export const localText = (text: LocalText, language: Language): string => text[language]

/** The finding that a label stands for; null for a label that this version of the model does not have. */
export function findingOf(manifest: ModelManifest, label: string) {
  for (const output of manifest.outputs) {
    if (output.role !== 'finding-logits') continue
    const found = output.labels.find((candidate) => candidate.label === label)
    if (found) return found
  }
  return null
}

/** How one cell of the activation map reads on the finding's own scale. */
export function evidenceScaleOf(manifest: ModelManifest, label: string): EvidenceScale | null {
  const finding = findingOf(manifest, label)
  const map = manifest.outputs.find((output) => output.role === 'activation-map')
  if (!finding || map?.role !== 'activation-map') return null
  const { slope, intercept } = finding.calibration
  return { bias: map.bias, slope, intercept, threshold: finding.threshold.value }
}

/** The metrics of the cohort that the manifest names first with an AUC: the one that the model is presented with. */
export function checkedOn(
  manifest: ModelManifest,
): { cohort: string; n: number; metrics: ModelManifest['metrics'] } | null {
  const main = manifest.metrics.find(({ name }) => name === 'auc')
  if (!main) return null
  return {
    cohort: main.cohort,
    n: main.n,
    metrics: manifest.metrics.filter(({ cohort }) => cohort === main.cohort),
  }
}

/** Newest first. */
export const newestFirst = (runs: readonly AnalysisRun[]): AnalysisRun[] =>
  [...runs].sort((a, b) => b.createdAtMs - a.createdAtMs)

/** The model asks for the age and neither the file nor a date of birth gives one. */
export const mustAskAge = (study: StudyDetail): boolean => study.study.patientAgeYears === null

/** On whom a model was checked, from its manifest: the cohort of its first measure. */
import type { ModelManifest } from '../../shared/domain/models/manifest'
import type { Validation } from '../../shared/domain/risks/risk-result'

/** Null for a model whose manifest states no measure. */
export function validationOf({ metrics, outputs }: ModelManifest): Validation | null {
  const [first] = metrics
  if (!first) return null
  const cohort = JSON.stringify(first.cohort)
  const ofCohort = metrics.filter((metric) => JSON.stringify(metric.cohort) === cohort)
  const auc = ofCohort.find(({ name }) => name === 'auc')
  return {
    cohort: first.cohort,
    n: first.n,
    positives: first.positives,
    auc: auc ? { value: auc.value, low: auc.ci95[0], high: auc.ci95[1] } : null,
    ece: ofCohort.find(({ name }) => name === 'ece')?.value ?? null,
    prevalence: prevalenceOf(outputs),
  }
}

function prevalenceOf(outputs: ModelManifest['outputs']): number | null {
  const findings = outputs.find(({ role }) => role === 'finding-logits')
  const calibration = findings?.role === 'finding-logits' ? findings.labels[0]?.calibration : undefined
  return calibration && 'prevalence' in calibration ? calibration.prevalence : null
}

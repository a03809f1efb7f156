/** A model for a population in which the disease is more or less frequent than where it was calibrated. */
import { logOddsOfProbability, sigmoid } from '../../../shared/domain/models/calibration'
import type { FindingLabel } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import type { TableModel } from '../../inference/model-registry'

/**
 * The same model calibrated to another prevalence: by Bayes' rule the log-odds move by the difference of the log-odds of the
 * prevalences. The threshold moves along, so that the same rows stay above it (sensitivity and specificity do not change).
 * Right only where the disease looks the same in both populations.
 * @param prevalence 0 < prevalence < 1
 * @throws AppException USAGE where the calibration cannot be moved
 */
export function atPrevalence(model: TableModel, prevalence: number): TableModel {
  const { contract } = model
  const labels = contract.findings.labels.map((label) => labelAtPrevalence(label, prevalence))
  return { ...model, contract: { ...contract, findings: { ...contract.findings, labels } } }
}

function labelAtPrevalence(label: FindingLabel, prevalence: number): FindingLabel {
  const { calibration, threshold } = label
  if (calibration.method !== 'platt')
    throw new AppException('USAGE', 'The calibration of this model cannot be moved to another prevalence.')
  const shift = logOddsOfProbability(prevalence) - logOddsOfProbability(calibration.prevalence)
  return {
    ...label,
    calibration: { ...calibration, intercept: calibration.intercept + shift, prevalence },
    threshold: { ...threshold, value: sigmoid(logOddsOfProbability(threshold.value) + shift) },
  }
}

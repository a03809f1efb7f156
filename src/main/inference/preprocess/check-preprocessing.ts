/** Whether the steps from a film to a model's input are in order and end with the input's shape. */
import type { PreprocessingStep } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'

/** Place in the order; steps on values share one and may follow each other in any order. */
const places: Record<PreprocessingStep['step'], number> = {
  grayscale: 0,
  'centre-crop': 1,
  resize: 2,
  scale: 3,
  range: 3,
  stretch: 3,
  standardise: 3,
  channels: 4,
  normalise: 5,
}

/** @throws AppException MODEL_MANIFEST_INVALID */
export function checkPreprocessing(
  steps: readonly PreprocessingStep[],
  input: { rows: number; columns: number; channels: number },
): void {
  const invalid = (message: string) => {
    throw new AppException('MODEL_MANIFEST_INVALID', message)
  }
  if (steps[0]?.step !== 'grayscale') invalid('Preprocessing must begin with grayscale.')
  const names = steps.map(({ step }) => step)
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) !== at) invalid(`Preprocessing step ${name} comes twice.`)
    if (places[name] < places[names[at - 1] ?? 'grayscale'])
      invalid(`Preprocessing step ${name} is out of order.`)
  }
  const resize = steps.find((step) => step.step === 'resize')
  if (resize?.width !== input.columns || resize.height !== input.rows)
    invalid('The resize step does not give the input size.')
  if (names.includes('channels') !== (input.channels === 3))
    invalid('The channels step and the channels of the input do not agree.')
  const range = steps.find((step) => step.step === 'range')
  if (range && !(range.low < range.high)) invalid('The range step has its limits in the wrong order.')
  const normalise = steps.find((step) => step.step === 'normalise')
  if (!normalise) return
  const { mean, spread } = normalise
  if (mean.length !== spread.length || (mean.length !== 1 && mean.length !== input.channels))
    invalid('The normalise step needs one pair of values, or one a channel.')
}

/** The model package's manifest (`models/<id>/manifest.json`): everything that must travel with the weights. */
import { z } from 'zod'
import { GeneratorManifest } from './manifest/generators'
import { ClassificationManifest, SegmentationManifest } from './manifest/images'
import { SeriesManifest } from './manifest/series'
import { FamiliarityManifest, TableManifest } from './manifest/tables'

export type { CohortText } from './manifest/common'
export { Calibration, FindingLabel } from './manifest/findings'
export { GoldenVectors } from './manifest/golden-vectors'
export { type Gate, ImageInput, type ImageManifest, PreprocessingStep } from './manifest/images'
export { ModelOutput, QualityClass, qualityClasses } from './manifest/outputs'
export { TableColumn, TablePopulation } from './manifest/tables'
export {
  ClassificationManifest,
  FamiliarityManifest,
  GeneratorManifest,
  SegmentationManifest,
  SeriesManifest,
  TableManifest,
}

export const ModelManifest = z.discriminatedUnion('task', [
  ClassificationManifest,
  SegmentationManifest,
  SeriesManifest,
  TableManifest,
  FamiliarityManifest,
  GeneratorManifest,
])
export type ModelManifest = z.infer<typeof ModelManifest>

/** What a manifest promises, by role, and whether the parts of it agree. */
import type {
  ClassificationManifest,
  FamiliarityManifest,
  GeneratorManifest,
  ImageManifest,
  ModelManifest,
  SegmentationManifest,
  SeriesManifest,
  TableManifest,
} from '../../shared/domain/models/manifest'
import { type GeneratorContract, generatorContract } from './contracts/generators'
import {
  type ClassificationContract,
  classificationContract,
  type SegmentationContract,
  segmentationContract,
} from './contracts/images'
import { invalid } from './contracts/parts'
import { type SeriesContract, seriesContract } from './contracts/series'
import {
  type FamiliarityContract,
  familiarityContract,
  type TableContract,
  tableContract,
} from './contracts/tables'

export { type ImageInputContract, inputDims } from './contracts/images'
export type { OutputOf, ValuePromise } from './contracts/parts'
export type {
  ClassificationContract,
  FamiliarityContract,
  GeneratorContract,
  SegmentationContract,
  SeriesContract,
  TableContract,
}
export type ImageContract = ClassificationContract | SegmentationContract
export type ModelContract =
  ImageContract | SeriesContract | TableContract | FamiliarityContract | GeneratorContract

/** @throws AppException MODEL_MANIFEST_INVALID where the parts of a manifest contradict one another */
export function modelContract(manifest: ClassificationManifest): ClassificationContract
export function modelContract(manifest: SegmentationManifest): SegmentationContract
export function modelContract(manifest: ImageManifest): ImageContract
export function modelContract(manifest: SeriesManifest): SeriesContract
export function modelContract(manifest: TableManifest): TableContract
export function modelContract(manifest: FamiliarityManifest): FamiliarityContract
export function modelContract(manifest: GeneratorManifest): GeneratorContract
export function modelContract(manifest: ModelManifest): ModelContract
export function modelContract(manifest: ModelManifest): ModelContract {
  checkNames(manifest)
  if (manifest.task === 'image-classification') return classificationContract(manifest)
  if (manifest.task === 'image-segmentation') return segmentationContract(manifest)
  if (manifest.task === 'series-classification') return seriesContract(manifest)
  if (manifest.task === 'table-classification') return tableContract(manifest)
  if (manifest.task === 'table-familiarity') return familiarityContract(manifest)
  return generatorContract(manifest)
}

function checkNames({ inputs, outputs }: ModelManifest): void {
  for (const values of [inputs, outputs]) {
    const names = values.map(({ name }) => name)
    if (new Set(names).size !== names.length) invalid('Two inputs or two outputs have the same name.')
  }
}

/** The small model packages of `src/main/inference/fixtures`, for tests. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ClassificationManifest,
  GeneratorManifest,
  SegmentationManifest,
  SeriesManifest,
} from '../shared/domain/models/manifest'

export const fixtureFolder = (name: string): string =>
  join(import.meta.dirname, '../main/inference/fixtures', name)

const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(join(fixtureFolder(name), 'manifest.json'), 'utf8'))

/** A fresh copy each time: tests may change it. */
export const tinyEnsemble = () => ClassificationManifest.parse(readJson('tiny-ensemble'))
export const tinyFilm = () => ClassificationManifest.parse(readJson('tiny-film'))
export const tinyRegions = () => SegmentationManifest.parse(readJson('tiny-regions'))
export const tinySeries = () => SeriesManifest.parse(readJson('tiny-series'))
export const tinyGenerator = () => GeneratorManifest.parse(readJson('tiny-generator'))

/** A model as the registry holds it and the windows see it. */
import { z } from 'zod'
import { ModelState } from '../analysis/analysis'
import { ModelManifest } from './manifest'

/** `site`: added here, not part of the installation */
export const ModelOrigin = z.enum(['built-in', 'site'])
export type ModelOrigin = z.infer<typeof ModelOrigin>

/** What a model of tables does with a row before its graph, as a person is told of it. */
export const ShownPreparation = z.object({
  /** SHA-256 of the pipeline, in hexadecimal: the same in the package and in the workshop's exports */
  pipeline: z.string(),
  /** training rows that it was learnt on; null where the columns alone say what is done */
  fittedOn: z.number().int().min(0).nullable(),
  /** what is put into an empty cell of a column; the graph itself fills the others */
  fills: z.array(z.object({ column: z.string(), value: z.number() })),
})
export type ShownPreparation = z.infer<typeof ShownPreparation>

export const InstalledModel = z.object({
  id: z.string(),
  /** '' when the manifest is what is wrong */
  version: z.string(),
  origin: ModelOrigin,
  /** the version of this id that is meant where none is named */
  isDefault: z.boolean(),
  /** gives no new results; its earlier ones stay */
  retired: z.boolean(),
  /** null when the manifest itself is what is wrong */
  manifest: ModelManifest.nullable(),
  /** of a model that reads tables */
  preparation: ShownPreparation.optional(),
  /** the model card, Markdown */
  card: z.string(),
  state: ModelState,
})
export type InstalledModel = z.infer<typeof InstalledModel>

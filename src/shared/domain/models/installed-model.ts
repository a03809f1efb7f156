/** A model as the registry holds it and the windows see it. */
import { z } from 'zod'
import { ModelState } from '../analysis/analysis'
import { ModelManifest } from './manifest'

/** `site`: added here, not part of the installation */
export const ModelOrigin = z.enum(['built-in', 'site'])
export type ModelOrigin = z.infer<typeof ModelOrigin>

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
  /** the model card, Markdown */
  card: z.string(),
  state: ModelState,
})
export type InstalledModel = z.infer<typeof InstalledModel>

/** A model that is being added: what was read of it, and how far that is. */
import { z } from 'zod'
import { AppError } from '../../../result'
import { FindingOutput, Flag, RegionOutput } from '../../analysis/analysis'
import { ModelManifest } from '../manifest'
import { SiteForm } from './answers'
import { GraphReport } from './graph-report'

export const Proposal = z.object({
  /** the output of the graph that it is for */
  output: z.string(),
  maps: z.array(z.string()),
  form: SiteForm,
  family: z.enum(['torchxrayvision', 'keras', 'monai']).nullable(),
  answerCount: z.number().int().nullable(),
  settled: z.array(z.enum(['task', 'layout', 'size', 'channels', 'activation', 'steps'])),
})

export const SiteDraft = z.object({
  id: z.string(),
  fileName: z.string(),
  /** reading: copied and inspected; trying: run once; ready: waits for answers; adding: recorded and put through the gate */
  stage: z.enum(['reading', 'trying', 'ready', 'adding', 'failed']),
  /** of the stage, in its own unit; null while it is not known */
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  /** why it cannot be added, or why the last step failed */
  error: AppError.nullable(),
  report: GraphReport.nullable(),
  /** one for each output that can hold the answer; empty for a package, which brings its own manifest */
  proposals: z.array(Proposal),
  manifest: ModelManifest.nullable(),
  /** whether the package brought reference cases of its own */
  hasGolden: z.boolean(),
})
export type SiteDraft = z.infer<typeof SiteDraft>

/** What the model said about one image, or about a drawn input; nothing of it is kept. */
export const SitePreview = z.object({
  /** changes with every preview: part of the addresses of its pictures */
  id: z.string(),
  outputs: z.array(FindingOutput),
  regions: z.array(RegionOutput),
  flags: z.array(Flag),
  /** ms of the run itself */
  runMs: z.number(),
  /** the model's input as it was given: `study://preview/<id>/input`; null for a series */
  input: z
    .object({
      rows: z.number().int(),
      columns: z.number().int(),
      smallest: z.number(),
      largest: z.number(),
    })
    .nullable(),
  manifest: ModelManifest,
})
export type SitePreview = z.infer<typeof SitePreview>

/** What the workshop's screens are told beside the reports: a preview without what is too long to be shown, kept pipelines. */
import { z } from 'zod'
import { PreparationPipeline } from './pipeline'
import { PreparationPreview } from './report'
import { Learnt } from './state'

/** Without the donors and regression weights of the state, which may be millions of numbers: they are in the export. */
export const ShownPreview = PreparationPreview.omit({ pipeline: true, state: true }).extend({
  /** rows and subjects that everything was learnt from */
  fittedOn: z.object({ rows: z.number().int().min(0), subjects: z.number().int().min(0) }),
  learnt: z.array(Learnt),
})
export type ShownPreview = z.infer<typeof ShownPreview>

export function shownPreview({ pipeline: _, state, ...preview }: PreparationPreview): ShownPreview {
  const { rows, subjects } = state.fittedOn
  const learnt = state.learnt.map((one): Learnt => {
    if (one.step === 'nearest') return { ...one, donors: [] }
    return one.step === 'chained' ? { ...one, models: [] } : one
  })
  return { ...preview, fittedOn: { rows, subjects }, learnt }
}

/** What came with a pipeline's file: what its steps learnt elsewhere, and of how many. The numbers stay with main. */
export const BroughtFit = z.object({
  id: z.string(),
  rows: z.number().int().min(0),
  subjects: z.number().int().min(0),
})
export type BroughtFit = z.infer<typeof BroughtFit>

export const BroughtPipeline = z.object({ pipeline: PreparationPipeline, fit: BroughtFit.nullable() })
export type BroughtPipeline = z.infer<typeof BroughtPipeline>

export const PipelineName = z.string().trim().min(1).max(120)

/** A pipeline that is kept in the vault by name. */
export const KeptPipeline = z.object({
  id: z.string(),
  name: PipelineName,
  pipeline: PreparationPipeline,
  changedAtMs: z.number(),
})
export type KeptPipeline = z.infer<typeof KeptPipeline>

/** `pipeline` goes out with what it has learnt, so that it means the same elsewhere. */
export const workshopExports = ['all', 'train', 'test', 'changes', 'pipeline'] as const
export const WorkshopExport = z.enum(workshopExports)
export type WorkshopExport = z.infer<typeof WorkshopExport>

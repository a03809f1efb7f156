/** Preferences. They hold nothing about a patient and lie outside the vault, since the lock screen needs them. */
import { z } from 'zod'
import { AnalysisMode } from '../analysis/queue'

export const Language = z.enum(['en', 'zh-CN'])
export type Language = z.infer<typeof Language>
export const Theme = z.enum(['dark', 'light'])
export type Theme = z.infer<typeof Theme>
export const ViewerLayout = z.enum(['1x1', '1x2', '2x1', '2x2'])
export type ViewerLayout = z.infer<typeof ViewerLayout>
/** auto: the GPU where there is a real one, else the CPU renderer. The others are for broken drivers and for tests. */
export const RenderingPreference = z.enum(['auto', 'webgl2', 'cpu'])
export type RenderingPreference = z.infer<typeof RenderingPreference>

/** auto: the first GPU provider that passes the models' self-tests, else the CPU; gpu: the same, but say so when there is none. */
export const ProviderPreference = z.enum(['auto', 'gpu', 'cpu'])
export type ProviderPreference = z.infer<typeof ProviderPreference>
/** threads within one operator; null: all cores but one */
const Threads = z.number().int().min(1).max(64).nullable()
/** by model id; those not named follow their origin */
const ModelModes = z.record(z.string().max(64), AnalysisMode)

const PausedModels = z.array(z.string().min(1).max(64)).max(1_000)

const LaneIds = z.array(z.string().min(1).max(600)).max(200)

/** Lanes of the patient's timeline by what they show (`http://loinc.org|8867-4`, `medicines`), the same for all patients. */
export const TimelineLanes = z.object({
  /** chosen beside those that are shown by themselves */
  shown: LaneIds.default([]),
  hidden: LaneIds.default([]),
  /** above all others, the first on top */
  pinned: LaneIds.default([]),
  folded: LaneIds.default([]),
})
export type TimelineLanes = z.infer<typeof TimelineLanes>

export const Settings = z.object({
  /** null until chosen: then the operating system's language */
  language: Language.nullable().default(null),
  theme: Theme.default('dark'),
  /** minutes without input after which the vault locks itself; 0 = never */
  idleLockMinutes: z.number().int().min(0).max(240).default(15),
  viewer: z
    .object({
      layout: ViewerLayout.default('1x1'),
      overlays: z.boolean().default(true),
      primaryTool: z.string().max(40).default('window-level'),
      cineFramesPerSecond: z.number().min(1).max(60).default(15),
      heatmapOpacity: z.number().min(0).max(1).default(0.5),
      seriesStripOpen: z.boolean().default(true),
      panelOpen: z.boolean().default(true),
      smoothing: z.boolean().default(true),
      rendering: RenderingPreference.default('auto'),
    })
    .prefault({}),
  timeline: TimelineLanes.prefault({}),
  inference: z
    .object({
      provider: ProviderPreference.default('auto'),
      threads: Threads.default(null),
      /** which models the queue runs, and when */
      modes: ModelModes.default({}),
      /** while a study is open, only its own images are analysed */
      pauseWhileReading: z.boolean().default(false),
      queuePaused: z.boolean().default(false),
      /** ids of the models whose images wait although the queue runs */
      pausedModels: PausedModels.default([]),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof Settings>

/** A change: only the named keys. */
export const SettingsPatch = z.object({
  language: Language.optional(),
  theme: Theme.optional(),
  idleLockMinutes: z.number().int().min(0).max(240).optional(),
  viewer: z
    .object({
      layout: ViewerLayout.optional(),
      overlays: z.boolean().optional(),
      primaryTool: z.string().max(40).optional(),
      cineFramesPerSecond: z.number().min(1).max(60).optional(),
      heatmapOpacity: z.number().min(0).max(1).optional(),
      seriesStripOpen: z.boolean().optional(),
      panelOpen: z.boolean().optional(),
      smoothing: z.boolean().optional(),
      rendering: RenderingPreference.optional(),
    })
    .optional(),
  /** whole */
  timeline: TimelineLanes.optional(),
  inference: z
    .object({
      provider: ProviderPreference.optional(),
      threads: Threads.optional(),
      /** only the named models */
      modes: ModelModes.optional(),
      pauseWhileReading: z.boolean().optional(),
      queuePaused: z.boolean().optional(),
      pausedModels: PausedModels.optional(),
    })
    .optional(),
})
export type SettingsPatch = z.infer<typeof SettingsPatch>

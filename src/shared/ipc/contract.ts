/**
 * The one table of channels between the windows and main. Requests and responses are parsed on main's side in both
 * directions (undeclared fields are stripped); a missing handler, a wrong channel or a wrong payload does not compile.
 * Channels are narrow capabilities: no paths, no SQL. Pixels travel by `study://`, never through here.
 */
import { z } from 'zod'
import { AnalysisRun, ModelState, ReaderVerdict } from '../domain/analysis/analysis'
import { TagNode } from '../domain/imaging/instance'
import { ImportLine, Job, PictureForm, WaitingPicture } from '../domain/jobs/job'
import { ModelManifest } from '../domain/models/manifest'
import { Settings, SettingsPatch } from '../domain/settings/settings'
import { Password, VaultStatus } from '../domain/vault/vault'
import {
  PatientSummary,
  StudyDetail,
  StudyRow,
  WorklistPage,
  WorklistQuery,
} from '../domain/worklist/worklist'

const Nothing = z.null()
const Id = z.string().min(1).max(64)

const channel = <Request extends z.ZodType, Response extends z.ZodType>(
  request: Request,
  response: Response,
) => ({ request, response })

export const contract = {
  'app:info': channel(
    Nothing,
    z.object({
      version: z.string(),
      electron: z.string(),
      onnxRuntime: z.string(),
      runtimeIsOfficial: z.boolean(),
      platform: z.string(),
      systemLanguage: z.string(),
      graphics: z.enum(['webgl2', 'cpu']),
    }),
  ),

  'vault:status': channel(Nothing, VaultStatus),
  /** The recovery key is shown once and printed by the user; it is stored nowhere in clear. */
  'vault:create': channel(z.object({ password: Password }), z.object({ recoveryKey: z.string() })),
  'vault:unlock': channel(z.object({ password: Password }), VaultStatus),
  'vault:recover': channel(
    z.object({ recoveryKey: z.string().min(1).max(200), newPassword: Password }),
    VaultStatus,
  ),
  'vault:lock': channel(Nothing, VaultStatus),
  'vault:changePassword': channel(z.object({ current: Password, next: Password }), Nothing),
  /** The window tells of keyboard or pointer input; restarts the idle clock. */
  'vault:active': channel(Nothing, Nothing),

  'settings:get': channel(Nothing, Settings),
  'settings:update': channel(SettingsPatch, Settings),

  'worklist:search': channel(WorklistQuery, WorklistPage),
  'patient:studies': channel(
    z.object({ patientId: Id }),
    z.object({ patient: PatientSummary, studies: z.array(StudyRow) }),
  ),
  /** Marks the study as opened, unless it is only looked at in the worklist's preview. */
  'study:open': channel(
    z.object({ studyId: Id, purpose: z.enum(['read', 'preview']).default('read') }),
    StudyDetail,
  ),
  'study:tags': channel(z.object({ instanceId: Id }), z.array(TagNode)),
  'study:trash': channel(z.object({ studyId: Id }), Nothing),
  'study:restore': channel(z.object({ studyId: Id }), Nothing),

  /** Opens the system's file dialog; null when the user cancels it. */
  'import:chooseFiles': channel(Nothing, Job.nullable()),
  'import:chooseFolder': channel(Nothing, Job.nullable()),
  /** Sent by the preload only, which takes the paths from real dropped File objects. */
  'import:dropped': channel(z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }), Job),
  'import:samples': channel(Nothing, Job),
  'import:resume': channel(z.object({ jobId: Id }), Job),
  'import:report': channel(
    z.object({
      jobId: Id,
      onlyProblems: z.boolean(),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
    }),
    z.object({ total: z.number().int(), lines: z.array(ImportLine) }),
  ),
  'import:waitingPictures': channel(Nothing, z.array(WaitingPicture)),
  'import:completePictures': channel(
    z.object({ pictureIds: z.array(Id).min(1), form: PictureForm }),
    z.array(ImportLine),
  ),
  'import:discardPictures': channel(z.object({ pictureIds: z.array(Id).min(1) }), Nothing),

  'jobs:list': channel(Nothing, z.array(Job)),
  'jobs:cancel': channel(z.object({ jobId: Id }), Nothing),
  /** Takes a finished job off the tray. */
  'jobs:dismiss': channel(z.object({ jobId: Id }), Nothing),

  'models:list': channel(
    Nothing,
    z.array(
      z.object({
        id: z.string(),
        version: z.string(),
        origin: z.enum(['built-in']),
        /** null when the manifest itself is what is wrong */
        manifest: ModelManifest.nullable(),
        /** the model card, Markdown */
        card: z.string(),
        state: ModelState,
      }),
    ),
  ),
  'models:verify': channel(z.object({ id: z.string() }), ModelState),

  'analysis:run': channel(
    z.object({
      instanceId: Id,
      modelId: z.string(),
      statedAgeYears: z.number().min(0).max(130).nullable(),
    }),
    AnalysisRun,
  ),
  'analysis:history': channel(z.object({ studyId: Id }), z.array(AnalysisRun)),
  'analysis:review': channel(
    z.object({
      runId: Id,
      label: z.string(),
      verdict: ReaderVerdict.nullable(),
      comment: z.string().max(4000),
    }),
    AnalysisRun,
  ),
} as const

export type Channel = keyof typeof contract
export type ChannelRequest<C extends Channel> = z.input<(typeof contract)[C]['request']>
export type ChannelInput<C extends Channel> = z.output<(typeof contract)[C]['request']>
export type ChannelResponse<C extends Channel> = z.output<(typeof contract)[C]['response']>

/** Events main sends to its windows. */
export const events = {
  'vault:changed': VaultStatus,
  'settings:changed': Settings,
  'jobs:changed': z.array(Job),
  'worklist:changed': Nothing,
  'models:changed': Nothing,
} as const
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

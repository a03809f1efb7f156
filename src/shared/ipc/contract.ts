/**
 * The one table of channels between the windows and main. Requests and responses are parsed on main's side in both
 * directions (undeclared fields are stripped); a missing handler, a wrong channel or a wrong payload does not compile.
 * Channels are narrow capabilities: no paths, no SQL. Pixels travel by `study://`, never through here.
 */
import { z } from 'zod'
import { AnalysisRun, ModelState, ReaderVerdict } from '../domain/analysis/analysis'
import { Explanation, ExplanationJob, ExplanationMethod } from '../domain/analysis/explanation'
import { QueueRequest, QueueStatus } from '../domain/analysis/queue'
import { TagNode } from '../domain/imaging/instance'
import {
  CheckedModel,
  LocalCheckReport,
  LocalCheckRequest,
  Proposal,
  ProposalRequest,
} from '../domain/local-check/local-check'
import {
  TruthImport,
  TruthMapping,
  TruthMatch,
  TruthPreview,
  TruthProblem,
} from '../domain/local-check/truth-file'
import { ImportLine, Job, PictureForm, WaitingPicture } from '../domain/jobs/job'
import { InstalledModel } from '../domain/models/installed-model'
import { GivenValue } from '../domain/scores/read-value'
import { ScoreResult } from '../domain/scores/score-result'
import { Synthesis, SynthesisOrder } from '../domain/synthesis/synthesis'
import { SiteForm } from '../domain/models/site/answers'
import { SiteDraft, SitePreview } from '../domain/models/site/draft'
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
const ModelVersion = z.object({ id: z.string().min(1).max(64), version: z.string().min(1).max(64) })
/** '' where a language has none */
const LocalTitle = z.object({ en: z.string(), 'zh-CN': z.string() })
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

  'models:list': channel(Nothing, z.array(InstalledModel)),
  /** version null: the default one */
  'models:verify': channel(
    z.object({ id: z.string(), version: z.string().nullable().default(null) }),
    ModelState,
  ),

  'analysis:run': channel(
    z.object({
      instanceId: Id,
      modelId: z.string(),
      /** null: the default version */
      modelVersion: z.string().nullable().default(null),
      statedAgeYears: z.number().min(0).max(130).nullable(),
    }),
    AnalysisRun,
  ),
  /** Finished explanations of a run; their maps come by `study://explanation/<id>`. */
  'explanations:list': channel(z.object({ runId: Id }), z.array(Explanation)),
  /** Puts one in the queue; one that is there already is not made twice. */
  'explanations:start': channel(
    z.object({ runId: Id, label: z.string().min(1).max(200), method: ExplanationMethod }),
    Nothing,
  ),
  'explanations:jobs': channel(Nothing, z.array(ExplanationJob)),
  /** Also takes a failed one off the list. */
  'explanations:cancel': channel(z.object({ jobId: Id }), Nothing),

  'queue:status': channel(Nothing, QueueStatus),
  /** Kept over restarts; null: the queue as a whole. */
  'queue:pause': channel(
    z.object({ paused: z.boolean(), modelId: z.string().min(1).max(64).nullable() }),
    QueueStatus,
  ),
  /** `queued`: images that now wait and did not before */
  'queue:analyse': channel(QueueRequest, z.object({ queued: z.number().int() })),
  /** Takes what waits out of the queue; null: of every model. */
  'queue:cancel': channel(
    z.object({ modelId: z.string().max(64).nullable() }),
    z.object({ cancelled: z.number().int() }),
  ),
  'queue:retryFailed': channel(
    z.object({ modelId: z.string().max(64).nullable() }),
    z.object({ queued: z.number().int() }),
  ),
  /** The window tells what is being read, so that the queue stays out of the way. */
  'queue:reading': channel(z.object({ studyId: Id.nullable(), busy: z.boolean() }), Nothing),

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

  /** Opens the system's file dialog; false when the user cancels it. `site:changed` tells how reading goes on. */
  'site:choose': channel(z.object({ kind: z.enum(['file', 'folder']) }), z.boolean()),
  /** the model that is being added */
  'site:draft': channel(Nothing, SiteDraft.nullable()),
  'site:discard': channel(Nothing, Nothing),
  /** Ends the step under way. */
  'site:cancel': channel(Nothing, Nothing),
  /** Titles from a text, CSV or JSON file; null when the user cancels the dialog. */
  'site:labels': channel(Nothing, z.array(LocalTitle).max(2000).nullable()),
  /** form null: of a package. instanceId null: a drawn input. Pictures come by `study://preview/<id>/<what>`. */
  'site:preview': channel(z.object({ form: SiteForm.nullable(), instanceId: Id.nullable() }), SitePreview),
  'site:add': channel(z.object({ form: SiteForm.nullable() }), ModelVersion),
  'site:setDefault': channel(ModelVersion, Nothing),
  'site:retire': channel(ModelVersion.extend({ retired: z.boolean() }), Nothing),
  /** Refused while a result of it is kept. */
  'site:remove': channel(ModelVersion, Nothing),

  /** Asks where to, and writes the regions of a run as DICOM Segmentation. */
  'regions:export': channel(z.object({ runId: Id }), z.object({ saved: z.boolean() })),

  /** Synthetic films of a generator, into the worklist; `synthesis:changed` tells how it goes on. */
  'synthesis:start': channel(SynthesisOrder, Synthesis),
  /** the order that runs, or the last one */
  'synthesis:current': channel(Nothing, Synthesis.nullable()),
  'synthesis:cancel': channel(Nothing, Nothing),

  /** A published score of given values; keeps nothing. `atMs`: the time for which it is worked out. */
  'scores:compute': channel(
    z.object({
      score: z.string().min(1).max(64),
      given: z.record(z.string().max(64), GivenValue),
      atMs: z.number(),
    }),
    ScoreResult,
  ),

  /** Model versions that left results in the vault. */
  'localCheck:models': channel(Nothing, z.array(CheckedModel)),
  'localCheck:report': channel(LocalCheckRequest, LocalCheckReport),
  'localCheck:propose': channel(ProposalRequest, Proposal),
  /** Makes the local version that the same proposal describes; it does not become the default. */
  'localCheck:makeVersion': channel(ProposalRequest, z.object({ id: z.string(), version: z.string() })),
  /** A step of its own after a version was made; the answer names the default before it. */
  'localCheck:setDefault': channel(
    z.object({ id: z.string(), version: z.string() }),
    z.object({ before: z.string().nullable() }),
  ),
  /** Opens the system's file dialog; null when the user cancels it. */
  'localCheck:chooseTruth': channel(Nothing, TruthPreview.nullable()),
  'localCheck:matchTruth': channel(z.object({ previewId: Id, mapping: TruthMapping }), TruthMatch),
  'localCheck:importTruth': channel(z.object({ previewId: Id, mapping: TruthMapping }), TruthImport),
  'localCheck:imports': channel(Nothing, z.array(TruthImport)),
  /** Takes an import back, or brings it in again. */
  'localCheck:setImportRemoved': channel(z.object({ importId: Id, removed: z.boolean() }), TruthImport),
  'localCheck:importProblems': channel(
    z.object({
      importId: Id,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
    }),
    z.array(TruthProblem),
  ),
  /** Asks where to, and writes the figures. */
  'localCheck:export': channel(
    z.object({ request: LocalCheckRequest, format: z.enum(['csv', 'json']) }),
    z.object({ saved: z.boolean() }),
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
  'synthesis:changed': Synthesis,
  'site:changed': SiteDraft.nullable(),
  'queue:changed': QueueStatus,
  /** The worklist shows something else of these studies; null: of many. */
  'queue:studiesChanged': z.array(Id).nullable(),
  /** Explanations that wait, run or failed; one that leaves the list is finished or was cancelled. */
  'explanations:changed': z.array(ExplanationJob),
} as const
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

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
import {
  EntryPage,
  EntryPageQuery,
  ObservedCode,
  PeopleQuery,
  PersonQuery,
  PersonSummary,
  WholeEntry,
} from '../domain/record/person'
import { Timeline, TimelineQuery, Trace } from '../domain/record/reading'
import { ComparedPatient, MergeSuggestions, PatientMerge } from '../domain/record/same-person'
import {
  HeldChoice,
  HeldCounts,
  HeldDetail,
  HeldPage,
  HeldQuery,
  RepairChange,
  RepairOutcome,
  RepairRequest,
} from '../domain/record-import/held-row'
import { DraftRequest, MappedRequest, TableRequest } from '../domain/record-import/import-calls'
import { DraftForecast, ForecastProgress, ImportDraft } from '../domain/record-import/import-draft'
import { CsvMapping } from '../domain/record-import/csv-mapping'
import { IntakeRun, IntakeSummary } from '../domain/record-import/intake-summary'
import { MappingSummary, SavedMapping } from '../domain/record-import/saved-mapping'
import { ColumnTexts, MappedPreview, TablePreview } from '../domain/record-import/table-preview'
import { PreparationPipeline, TableForm } from '../domain/preparation/pipeline'
import {
  BeforeAfter,
  ChangePage,
  ChangeQuery,
  OpenedTable,
  PreparationProgress,
  TableProfile,
} from '../domain/preparation/report'
import { RecordQuantity, RecordTableRequest } from '../domain/preparation/record-table'
import {
  BroughtPipeline,
  KeptPipeline,
  PipelineName,
  ShownPreview,
  WorkshopExport,
} from '../domain/preparation/workshop'
import {
  OneRiskRequest,
  RiskExplanation,
  RiskReport,
  RiskRequest,
  RiskTrend,
  StayChange,
  StayChangeRequest,
  StayDrivers,
  StayRequest,
  StayRisk,
  WhatIfAnswer,
  WhatIfRequest,
} from '../domain/risks/risk-result'
import { FoundScoreValues, ScoreValuesRequest } from '../domain/risks/score-values'
import { GivenValue } from '../domain/scores/read-value'
import { ScoreResult } from '../domain/scores/score-result'
import { Synthesis, SynthesisOrder } from '../domain/synthesis/synthesis'
import { SiteForm } from '../domain/models/site/answers'
import { SiteDraft, SitePreview } from '../domain/models/site/draft'
import { Settings, SettingsPatch } from '../domain/settings/settings'
import { Password, VaultStatus } from '../domain/vault/vault'
import { AlertEvent, longestSnoozeHours } from '../domain/ward/alert'
import { AlertRule } from '../domain/ward/alert-rule'
import { CourseQuery, WardCourse } from '../domain/ward/course'
import { SampleWardState, WardNews } from '../domain/ward/news'
import { WardQuery, WardTable } from '../domain/ward/ward'
import { WardRisks, WardRisksQuery } from '../domain/ward/ward-risks'
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

  /** Asks where to, and writes what the window shows as a PDF, laid out as for paper. */
  'app:savePdf': channel(
    z.object({ name: z.string().regex(/^[\w-]{1,60}$/) }),
    z.object({ saved: z.boolean() }),
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

  /** Who it is and how much the record holds of them; of any of the merged patients. */
  'records:person': channel(PersonQuery, PersonSummary),
  /** Persons by name or number. */
  'records:people': channel(PeopleQuery, z.array(PatientSummary)),
  /** Which quantities a person has, with the newest value of each. */
  'records:codes': channel(PersonQuery, z.array(ObservedCode)),
  /** The numbers of one quantity over time. */
  'records:timeline': channel(TimelineQuery, Timeline),
  'records:list': channel(EntryPageQuery, EntryPage),
  /** One entry with its text or curve. */
  'records:entry': channel(z.object({ entryId: z.number().int().positive() }), WholeEntry),
  /** Where an entry comes from, and what was said before; files by their names, without folders. */
  'records:trace': channel(z.object({ entryId: z.number().int().positive() }), Trace),
  /** Asks where to, and writes the person's record as a FHIR R4 bundle. */
  'records:exportFhir': channel(z.object({ patientId: Id }), z.object({ saved: z.boolean() })),

  /** Opens the system's file dialog for files or a folder with records; null when the user cancels it. */
  'recordImport:choose': channel(z.object({ kind: z.enum(['files', 'folder']) }), ImportDraft.nullable()),
  /** Sent by the preload only, which takes the paths from real dropped File objects. */
  'recordImport:dropped': channel(
    z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }),
    ImportDraft,
  ),
  /** Lets the chosen files go. */
  'recordImport:forget': channel(Nothing, Nothing),
  'recordImport:table': channel(TableRequest, TablePreview),
  /** What a mapping makes of the first rows. */
  'recordImport:mapped': channel(MappedRequest, MappedPreview),
  'recordImport:columnTexts': channel(TableRequest.extend({ column: z.string().max(500) }), ColumnTexts),
  /** Reads everything and writes nothing; `recordImport:forecasting` tells how it goes on. */
  'recordImport:dryRun': channel(DraftRequest, DraftForecast),
  'recordImport:cancelDryRun': channel(Nothing, Nothing),
  'recordImport:start': channel(
    DraftRequest.extend({ mappingId: Id.nullable() }),
    z.object({ intakeId: Id }),
  ),
  'recordImport:resume': channel(z.object({ intakeId: Id }), Nothing),
  'recordImport:cancel': channel(z.object({ intakeId: Id }), Nothing),
  /** Every import with its counts, the newest first. */
  'recordImport:intakes': channel(Nothing, z.array(IntakeSummary)),
  'recordImport:running': channel(Nothing, z.array(IntakeRun)),
  'recordImport:held': channel(HeldQuery, HeldPage),
  'recordImport:heldCounts': channel(z.object({ intakeId: Id.nullable() }), HeldCounts),
  'recordImport:heldDetail': channel(z.object({ id: Id }), HeldDetail),
  /** How many rows a change would be tried on. */
  'recordImport:countAlike': channel(
    z.object({ id: Id, change: RepairChange }),
    z.object({ rows: z.number().int() }),
  ),
  'recordImport:repair': channel(RepairRequest, RepairOutcome),
  'recordImport:retry': channel(HeldChoice, RepairOutcome.omit({ problem: true })),
  /** Ends the step over held rows that is under way. */
  'recordImport:cancelRepair': channel(Nothing, Nothing),
  /** `mark` brings exactly these rows back. */
  'recordImport:drop': channel(HeldChoice, z.object({ dropped: z.number().int(), mark: z.number() })),
  'recordImport:restore': channel(z.object({ mark: z.number() }), z.object({ restored: z.number().int() })),
  'recordImport:mappings': channel(Nothing, z.array(MappingSummary)),
  'recordImport:mapping': channel(z.object({ id: Id }), SavedMapping),
  /** id null: a new one */
  'recordImport:saveMapping': channel(
    z.object({ id: Id.nullable(), mapping: CsvMapping, header: z.array(z.string().max(500)).max(20_000) }),
    z.object({ id: Id }),
  ),
  'recordImport:renameMapping': channel(
    z.object({ id: Id, name: z.string().trim().min(1).max(200) }),
    Nothing,
  ),
  'recordImport:setMappingRemoved': channel(z.object({ id: Id, removed: z.boolean() }), Nothing),
  /** Asks where to, and writes it as `import … --map` reads it. */
  'recordImport:exportMapping': channel(z.object({ id: Id }), z.object({ saved: z.boolean() })),
  /** Opens the system's file dialog; null when the user cancels it. */
  'recordImport:importMapping': channel(Nothing, z.object({ id: Id }).nullable()),

  /** Patients that may be one person; null: of everybody. */
  /** of one patient or of all, the surest first */
  'people:suggestions': channel(
    z.object({ patientId: Id.nullable(), limit: z.number().int().min(1).max(5_000) }),
    MergeSuggestions,
  ),
  /** Each by itself, without those that were merged with it before. */
  'people:compare': channel(
    z.object({ aId: Id, bId: Id }),
    z.object({ a: ComparedPatient, b: ComparedPatient }),
  ),
  'people:merge': channel(
    z.object({ keptId: Id, mergedId: Id, reason: z.string().max(500) }),
    z.object({ mergeId: Id }),
  ),
  'people:unmerge': channel(z.object({ mergeId: Id }), Nothing),
  /** Two people after all: suggested no more. */
  'people:setApart': channel(z.object({ aId: Id, bId: Id, apart: z.boolean() }), Nothing),
  'people:merges': channel(z.object({ patientId: Id }), z.array(PatientMerge)),

  /** A published score of given values; keeps nothing. `atMs`: the time for which it is worked out. */
  'scores:compute': channel(
    z.object({
      score: z.string().min(1).max(64),
      given: z.record(z.string().max(64), GivenValue),
      atMs: z.number(),
    }),
    ScoreResult,
  ),
  /** What the record has for every score. */
  'scores:ofPatient': channel(
    ScoreValuesRequest,
    z.object({ atMs: z.number(), scores: z.array(FoundScoreValues) }),
  ),

  /** Every model of tables on the patient's record; what was entered by hand is kept nowhere. */
  'risks:ofPatient': channel(RiskRequest, RiskReport),
  'risks:explain': channel(OneRiskRequest, RiskExplanation),
  'risks:trend': channel(OneRiskRequest, RiskTrend),
  'risks:whatIf': channel(WhatIfRequest, WhatIfAnswer),
  'risks:icuTrajectory': channel(StayRequest, StayRisk),
  'risks:icuDrivers': channel(StayChangeRequest, StayDrivers),
  /** Hour by hour, so that asking can stop. */
  'risks:icuChange': channel(StayChangeRequest, StayChange),

  /** Opens the system's file dialog; null when the user cancels it. Files are read and never written to. */
  'preparation:chooseTable': channel(Nothing, OpenedTable.nullable()),
  /** Numbers that the record has, the most frequent first. */
  'preparation:quantities': channel(Nothing, z.array(RecordQuantity)),
  /** Values of the record as a table in memory; `preparation:progress` tells how it goes on. */
  'preparation:takeRecord': channel(RecordTableRequest, OpenedTable),
  'preparation:profile': channel(z.object({ tableId: Id, form: TableForm }), TableProfile),
  'preparation:propose': channel(
    z.object({ tableId: Id, form: TableForm, target: z.string().max(500).nullable() }),
    PreparationPipeline,
  ),
  /** Works everything out in memory; `preparation:progress` tells how it goes on. */
  'preparation:preview': channel(
    /** `fitId`: apply what came with the last file; null: learn from the training part */
    z.object({ tableId: Id, pipeline: PreparationPipeline, fitId: Id.nullable() }),
    ShownPreview,
  ),
  /** Ends the profile, preview or export under way. */
  'preparation:cancel': channel(Nothing, Nothing),
  /** of the last preview, as the next one */
  'preparation:changes': channel(z.object({ tableId: Id, query: ChangeQuery }), ChangePage),
  'preparation:beforeAfter': channel(
    z.object({ tableId: Id, step: z.string().max(100), parameter: z.string().max(500) }),
    BeforeAfter,
  ),
  /** Asks where to, and writes a part of what the last preview worked out. */
  'preparation:export': channel(
    z.object({ tableId: Id, what: WorkshopExport, name: PipelineName }),
    z.object({ saved: z.boolean() }),
  ),
  /** Opens the system's file dialog; null when the user cancels it. */
  'preparation:readPipeline': channel(Nothing, BroughtPipeline.nullable()),
  'preparation:pipelines': channel(Nothing, z.array(KeptPipeline)),
  /** `replaced`: one that had the name before; it can be brought back. */
  'preparation:savePipeline': channel(
    z.object({ name: PipelineName, pipeline: PreparationPipeline }),
    z.object({ id: Id, replaced: Id.nullable() }),
  ),
  'preparation:renamePipeline': channel(z.object({ id: Id, name: PipelineName }), Nothing),
  'preparation:setPipelineRemoved': channel(z.object({ id: Id, removed: z.boolean() }), Nothing),

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

  /** Who is on a ward, and who needs attention. */
  'ward:table': channel(WardQuery, WardTable),
  /** Person by person, so that asking can stop. */
  'ward:risks': channel(WardRisksQuery, WardRisks),
  /** Beds, movements and mean NEWS2 over time. */
  'ward:course': channel(CourseQuery, WardCourse),
  'ward:rules': channel(Nothing, z.array(AlertRule)),
  /** Refused where the unit does not measure what is watched. */
  'ward:saveRule': channel(AlertRule, Nothing),
  /** A shipped rule is again as it was; one of the site is taken away. */
  'ward:resetRule': channel(z.object({ ruleId: Id }), Nothing),
  /** Alerts are seen, or put off for some hours; who and when is kept. */
  'ward:answer': channel(
    z.object({
      alertIds: z.array(Id).min(1).max(100),
      reason: z.string().trim().max(1_000),
      snoozeHours: z.number().positive().max(longestSnoozeHours).nullable(),
    }),
    Nothing,
  ),
  'ward:history': channel(
    z.object({ patientId: Id, limit: z.number().int().positive().max(500) }),
    z.array(AlertEvent),
  ),
  /** Made-up people with records, for now; `ward:sampleChanged` tells how it goes on. */
  'ward:openSample': channel(Nothing, SampleWardState),
  'ward:cancelSample': channel(Nothing, Nothing),
  'ward:sampleState': channel(Nothing, SampleWardState),
  'ward:removeSample': channel(Nothing, z.object({ removed: z.number().int() })),
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
  /** Imports of records, held rows, merges: what is in the record may be other than before. */
  'recordImport:changed': Nothing,
  'recordImport:running': z.array(IntakeRun),
  'recordImport:forecasting': ForecastProgress,
  'models:changed': Nothing,
  'synthesis:changed': Synthesis,
  'preparation:progress': PreparationProgress,
  'site:changed': SiteDraft.nullable(),
  'ward:changed': WardNews,
  'ward:sampleChanged': SampleWardState,
  'queue:changed': QueueStatus,
  /** The worklist shows something else of these studies; null: of many. */
  'queue:studiesChanged': z.array(Id).nullable(),
  /** Explanations that wait, run or failed; one that leaves the list is finished or was cancelled. */
  'explanations:changed': z.array(ExplanationJob),
} as const
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

/** What main may ask of the store worker about the queue of analyses. Each call is short, so that other writers get through. */
import { tagsAllow } from '../../shared/domain/analysis/gates'
import type { QueueRequest } from '../../shared/domain/analysis/queue'
import type { ErrorCode } from '../../shared/result'
import { factsOfInstance } from '../inference/prepare/facts-of'
import type { WritableDatabase } from '../store/open-database'
import { type AnalysisModel, setAnalysisModels } from '../store/queries/analysis-models'
import type { NewRun } from '../store/queries/analysis-runs'
import { claimTask, completeTask, failTask, releaseTask } from '../store/queries/analysis-tasks'
import { type CanRead, planArrivals } from '../store/queries/plan-analyses'
import {
  cancelTasks,
  preferStudy,
  requestAnalyses,
  retryFailedTasks,
} from '../store/queries/request-analyses'
import { refreshStaleTriage } from '../store/queries/study-triage'

/** Images planned, and studies put right, in one call. */
const plannedTogether = 200
const refreshedTogether = 200

/** A single picture that the tags let through; whole CT series are not put through a model one slice after the other. */
export const canRead: CanRead = (parsed, { gate }) =>
  gate !== null && parsed.image?.frames === 1 && tagsAllow(factsOfInstance(parsed), gate)

interface ClaimOptions {
  modelKeys: string[]
  onlyStudyId: string | null
}

export function queueProcedures(db: WritableDatabase) {
  return {
    setAnalysisModels: (now: { models: AnalysisModel[]; retiredIds: string[] }) => setAnalysisModels(db, now),
    planArrivals: () => planArrivals(db, canRead, plannedTogether),
    refreshStaleTriage: () => {
      const studyIds = refreshStaleTriage(db, refreshedTogether)
      return { studyIds, more: studyIds.length === refreshedTogether }
    },
    requestAnalyses: (request: QueueRequest) => requestAnalyses(db, request),
    cancelAnalyses: (modelId: string | null) => cancelTasks(db, modelId),
    retryFailedAnalyses: (modelId: string | null) => retryFailedTasks(db, modelId),
    preferStudy: (studyId: string) => preferStudy(db, studyId),
    claimTask: (options: ClaimOptions) => claimTask(db, options),
    /** Ends one task and begins the next: one sync of the disk for both. */
    completeTask: ({ taskId, run, next }: { taskId: string; run: NewRun; next: ClaimOptions | null }) => {
      const kept = completeTask(db, { taskId, run }) !== null
      return { kept, next: next && claimTask(db, next) }
    },
    failTask: (failure: { taskId: string; code: ErrorCode }) => failTask(db, failure),
    releaseTask: (taskId: string) => releaseTask(db, taskId),
  }
}
export type QueueProcedures = ReturnType<typeof queueProcedures>

/** Checks models against this site's truth. Statistics and files are the check worker's, the vault its own workers'. */
import type {
  CheckedModel,
  LocalCheckReport,
  LocalCheckRequest,
  Proposal,
  ProposalRequest,
} from '../../shared/domain/local-check/local-check'
import {
  findingLabel,
  isSound,
  type LocalVersion,
  makeLocalVersion,
  nextLocalVersion,
} from '../../shared/domain/local-check/local-version'
import type {
  TruthImport,
  TruthMapping,
  TruthMatch,
  TruthPreview,
  TruthProblem,
} from '../../shared/domain/local-check/truth-file'
import type { ModelManifest } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import type { GivenTruth } from '../store/queries/local-check'
import type { MatchedRows } from '../store/queries/truth-imports'
import type { OpenVault } from '../workers/vault-workers'
import { WorkerClient } from '../workers/rpc'
import { workerScript } from '../workers/worker-script'
import type { CheckProcedures } from './check-procedures'
import { ChosenFile } from './truth/chosen-file'

/** The models of this installation, as the registry holds them. */
export interface InstalledModels {
  list(): readonly { id: string; version: string; isDefault: boolean; manifest: ModelManifest | null }[]
  /** @throws AppException MODEL_UNKNOWN, MODEL_RETIRED */
  setDefault(id: string, version: string): Promise<void>
}

/** Keeps versions that were made on this site. */
export interface LocalVersionStore {
  /**
   * Puts a package beside the one it comes from: same weights and reference cases, new manifest and card. It passes the
   * registry's gate like any other and does not become the default by itself.
   * @throws AppException MODEL_VERSION_EXISTS, MODEL_UNKNOWN, STORAGE_FULL
   */
  addDerived(from: { id: string; version: string }, made: LocalVersion): Promise<void>
}

export interface LocalCheckParts {
  openVault(): Pick<OpenVault, 'reader' | 'store'>
  models: InstalledModels
  /** null where versions cannot be made (headless) */
  versions: LocalVersionStore | null
}

/** Problems shown before an import; all are kept with it. */
const shownProblems = 500

export class LocalCheckService {
  private worker: WorkerClient<CheckProcedures> | null = null
  private readonly chosen = new ChosenFile()

  constructor(
    private readonly parts: LocalCheckParts,
    private readonly startWorker = () => new WorkerClient<CheckProcedures>(workerScript('check-worker')),
  ) {}

  checkedModels(): Promise<CheckedModel[]> {
    return this.reader().call('checkedModels', undefined)
  }

  /** @param given labels in place of those of the vault. @throws AppException NOT_FOUND */
  async report(request: LocalCheckRequest, given: GivenTruth | null = null): Promise<LocalCheckReport> {
    const table = await this.reader().call('checkTable', { request, given })
    return this.client().call('report', { table, request })
  }

  async propose(request: ProposalRequest): Promise<Proposal> {
    const table = await this.reader().call('checkTable', { request, given: null })
    const manifest = this.manifestOf(request)
    const label = manifest && findingLabel(manifest, request.label)
    const taken = this.parts.models.list().filter(({ id }) => id === request.modelId)
    return this.client().call('propose', {
      table,
      request,
      installed: label && { calibration: label.calibration, threshold: label.threshold.value },
      nextVersion:
        label &&
        nextLocalVersion(
          request.version,
          taken.map(({ version }) => version),
        ),
    })
  }

  /**
   * Makes the version that a proposal describes; the figures are computed again here, never taken from the page.
   * @throws AppException PROPOSAL_UNSOUND, and those of {@link LocalVersionStore.addDerived}
   */
  async makeVersion(request: ProposalRequest, nowMs = Date.now()): Promise<{ id: string; version: string }> {
    const manifest = this.manifestOf(request)
    if (manifest?.task !== 'image-classification' || !this.parts.versions)
      throw new AppException('MODEL_UNKNOWN', 'This version is not installed.')
    const proposal = await this.propose(request)
    if (!isSound(proposal))
      throw new AppException('PROPOSAL_UNSOUND', `No version can be made of this: ${proposal.problem}.`)
    const made = makeLocalVersion(manifest, proposal, new Date(nowMs).toISOString().slice(0, 10))
    await this.parts.versions.addDerived({ id: request.modelId, version: request.version }, made)
    return { id: made.manifest.id, version: made.manifest.version }
  }

  /** The step after a version was made, and the way back. Answers with the default before it. */
  async setDefault(id: string, version: string): Promise<{ before: string | null }> {
    const before = this.parts.models.list().find((each) => each.id === id && each.isDefault)
    await this.parts.models.setDefault(id, version)
    return { before: before?.version ?? null }
  }

  /** @throws AppException as readTruthTable */
  async chooseTruth(path: string): Promise<TruthPreview> {
    const { preview, sha256 } = await this.client().call('previewTruth', path)
    return this.chosen.hold(path, sha256, preview)
  }

  async matchTruth(previewId: string, mapping: TruthMapping): Promise<TruthMatch> {
    const { match } = await this.matchedRows(previewId, mapping)
    return { ...match, problems: match.problems.slice(0, shownProblems) }
  }

  async importTruth(previewId: string, mapping: TruthMapping): Promise<TruthImport> {
    const { sha256, preview } = this.chosen.require(previewId)
    const matched = await this.matchedRows(previewId, mapping)
    const { fileName, encoding } = preview
    const added = await this.parts
      .openVault()
      .store.call('insertTruth', { fileName, sha256, encoding, mapping, matched })
    this.chosen.forget()
    return added
  }

  /** The rows of the chosen file with their targets in the vault. */
  async matchedRows(previewId: string, mapping: TruthMapping): Promise<MatchedRows> {
    const { path, sha256 } = this.chosen.require(previewId)
    const rows = await this.client().call('truthRows', { path, sha256, mapping })
    return this.reader().call('matchTruth', rows)
  }

  imports(): Promise<TruthImport[]> {
    return this.reader().call('listTruthImports', undefined)
  }

  setImportRemoved(importId: string, removed: boolean): Promise<TruthImport> {
    return this.parts.openVault().store.call('setTruthRemoved', { importId, removed })
  }

  importProblems(query: { importId: string; offset: number; limit: number }): Promise<TruthProblem[]> {
    return this.reader().call('truthImportProblems', query)
  }

  /** Ends the worker and forgets the chosen file: when the vault locks, nothing of it stays. */
  async stop(): Promise<void> {
    this.chosen.forget()
    const worker = this.worker
    this.worker = null
    await worker?.stop()
  }

  private reader() {
    return this.parts.openVault().reader
  }

  private client(): WorkerClient<CheckProcedures> {
    if (this.worker) return this.worker
    const worker = this.startWorker()
    worker.onCrash = () => {
      if (this.worker === worker) this.worker = null
    }
    return (this.worker = worker)
  }

  private manifestOf({ modelId, version }: LocalCheckRequest): ModelManifest | null {
    const found = this.parts.models.list().find((each) => each.id === modelId && each.version === version)
    return found?.manifest ?? null
  }
}

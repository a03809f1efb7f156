/**
 * Adding a model to a site, step by step: staged and read in a worker, tried in a process of its own, previewed, recorded,
 * and handed to the registry's gate. One draft at a time; it outlives page changes and the lock.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { SiteForm } from '../../../shared/domain/models/site/answers'
import { buildManifest } from '../../../shared/domain/models/site/build-manifest'
import type { SiteDraft, SitePreview } from '../../../shared/domain/models/site/draft'
import {
  chosenProposal,
  emptyLabels,
  type Proposal,
  proposeForms,
} from '../../../shared/domain/models/site/propose'
import { writeCard } from '../../../shared/domain/models/site/write-card'
import { AppException, toAppError } from '../../../shared/result'
import type { ModelVersion } from '../../store/queries/site-models'
import type { OpenVault } from '../../workers/vault-workers'
import type { WorkerClient } from '../../workers/rpc'
import type { GoldenCase, NamedTensors } from '../golden'
import { drawGoldenInputs } from './golden-inputs'
import { measureMapBias } from './measure-map-bias'
import { interpretTrial, previewImage, previewDrawn, type PreviewPicture } from './preview'
import { fillProvisionally } from './provisional-form'
import { writeGolden } from './record-golden'
import { type SitePackageStore, writePackageTexts } from './site-package-store'
import type { SiteProcedures } from './site-procedures'
import type { StagedModel, StageProgress } from './stage-model'
import { Trial, type TrialOptions } from './trial'

export interface SiteModelsParts {
  packages: SitePackageStore
  requireOpen: () => Pick<OpenVault, 'pixels'>
  startWorker: () => Pick<WorkerClient<SiteProcedures>, 'call' | 'stop'>
  trial: TrialOptions
  /** told of every change of the draft */
  changed?: (draft: SiteDraft | null) => void
}

interface Work {
  draft: SiteDraft
  folder: string
  staged: StagedModel | null
  /** empty for a package */
  proposals: Proposal[]
  /** of maps that were measured, by the answers that they were measured for */
  mapBias: Map<string, readonly number[]>
  /** of the step under way */
  abort: AbortController
  /** open for previews until the answers change */
  trial: { key: string; open: Promise<Trial> } | null
  pictures: Map<string, PreviewPicture>
}

export class SiteModels {
  private work: Work | null = null

  constructor(private readonly parts: SiteModelsParts) {}

  get draft(): SiteDraft | null {
    return this.work?.draft ?? null
  }

  /**
   * Stages and tries what lies at `path`; a draft before it is dropped. Resolves when the draft waits for answers or has
   * failed: its `error` says why.
   */
  async open(path: string): Promise<SiteDraft> {
    await this.discard()
    const work: Work = {
      draft: {
        id: randomUUID(),
        fileName: basename(path),
        stage: 'reading',
        progress: null,
        error: null,
        report: null,
        proposals: [],
        manifest: null,
        hasGolden: false,
      },
      folder: await this.parts.packages.stagingFolder(),
      staged: null,
      proposals: [],
      mapBias: new Map(),
      abort: new AbortController(),
      trial: null,
      pictures: new Map(),
    }
    this.work = work
    this.tell()
    try {
      await this.stage(work, path)
      await this.tryOnce(work)
      this.change(work, { stage: 'ready', progress: null })
    } catch (thrown) {
      await rm(work.folder, { recursive: true, force: true })
      this.change(work, { stage: 'failed', progress: null, error: toAppError(thrown) })
    }
    return work.draft
  }

  /** Ends the step under way; a draft that was ready stays. */
  async cancel(): Promise<void> {
    const { work } = this
    work?.abort.abort()
    await this.closeTrial(work)
  }

  async discard(): Promise<void> {
    const { work } = this
    this.work = null
    work?.abort.abort()
    await this.closeTrial(work)
    if (work) {
      await rm(work.folder, { recursive: true, force: true })
      this.tell()
    }
  }

  /** Pictures of patients are not kept while the vault is locked. */
  forgetPictures(): void {
    this.work?.pictures.clear()
  }

  /** A picture of the newest preview. @param what 'input' or 'mask:<label>' */
  picture(previewId: string, what: string): PreviewPicture | null {
    return this.work?.pictures.get(`${previewId}/${what}`) ?? null
  }

  /**
   * What the model says about a stored image, or about a drawn input. Nothing is kept.
   * @param form null for a package. @param instanceId null: a drawn input
   * Rejects with AppException: MODEL_ANSWERS_INVALID, NOT_FOUND, the decoding codes, and as Trial.
   */
  async preview(form: SiteForm | null, instanceId: string | null): Promise<SitePreview> {
    const work = this.requireReady()
    const abort = this.begin(work)
    const manifest = await this.manifestOf(work, form, abort.signal)
    const trial = await this.trialFor(work, manifest)
    const { preview, pictures } =
      instanceId === null
        ? await previewDrawn(trial, abort.signal)
        : await previewImage(trial, this.parts.requireOpen(), instanceId, abort.signal)
    work.pictures = new Map(pictures.map(({ what, ...picture }) => [`${preview.id}/${what}`, picture]))
    return preview
  }

  /**
   * Records reference cases, writes the package and puts it through the gate. The draft is gone when that succeeds, and
   * still there with its answers when it does not.
   * Rejects with AppException: MODEL_VERSION_EXISTS, MODEL_ANSWERS_INVALID, as Trial and as SitePackageStore.install.
   */
  async add(form: SiteForm | null, now = new Date()): Promise<ModelVersion> {
    const work = this.requireReady()
    const { signal } = this.begin(work)
    const manifest = await this.manifestOf(work, form, signal)
    this.parts.packages.requireFree(manifest)
    this.change(work, { stage: 'adding', progress: null, error: null })
    try {
      await this.record(work, manifest, form, now, signal)
      await this.closeTrial(work)
      if (signal.aborted) throw cancelled()
      await this.parts.packages.install(work.folder, manifest)
      this.work = null
      this.tell()
      return { id: manifest.id, version: manifest.version }
    } catch (thrown) {
      // A package that the gate refused was removed; only a new reading brings its file back.
      const isThere = existsSync(work.folder)
      this.change(work, { stage: isThere ? 'ready' : 'failed', progress: null, error: toAppError(thrown) })
      throw thrown
    }
  }

  private async stage(work: Work, path: string): Promise<void> {
    const worker = this.parts.startWorker()
    try {
      const staged = await worker.call(
        'stageModel',
        { path, folder: work.folder },
        {
          signal: work.abort.signal,
          onProgress: (progress: StageProgress) => this.change(work, { progress }),
        },
      )
      work.staged = staged
      const { report, manifest, hasGolden, bundle } = staged
      work.proposals = manifest ? [] : proposeForms(report, staged.fileName, bundle)
      this.change(work, { report, manifest, hasGolden, proposals: work.proposals })
    } finally {
      await worker.stop()
    }
  }

  /** Finds out before anything is asked whether onnxruntime takes the graph, and whether it gives numbers. */
  private async tryOnce(work: Work): Promise<void> {
    this.change(work, { stage: 'trying', progress: null })
    const { staged, proposals } = work
    if (!staged) throw new AppException('INTERNAL', 'Nothing was staged.')
    if (staged.manifest) return this.tryManifest(work, staged.manifest, null)
    for (const [index, proposal] of proposals.entries()) {
      // One run shows that the graph works; another is needed only where an output leaves the number of its answers open.
      if (index > 0 && proposal.answerCount !== null) continue
      const manifest = buildManifest({
        report: staged.report,
        form: fillProvisionally(proposal),
        answerCount: proposal.answerCount,
        file: staged.weightsFile,
      })
      await this.tryManifest(work, manifest, proposal)
    }
  }

  private async tryManifest(work: Work, manifest: ModelManifest, proposal: Proposal | null): Promise<void> {
    const trial = await this.trialFor(work, manifest)
    const [drawn] = drawGoldenInputs(manifest, trial.contract)
    if (drawn)
      await trial.run(drawn.inputs, work.abort.signal).catch((thrown: unknown) => {
        this.learnAnswerCount(work, proposal, thrown)
      })
    if (work.abort.signal.aborted) throw cancelled()
    await this.closeTrial(work)
  }

  /** A graph that leaves the number of its answers open shows it when it is run. Throws everything else on. */
  private learnAnswerCount(work: Work, proposal: Proposal | null, thrown: unknown): void {
    if (proposal?.answerCount !== null || !(thrown instanceof AppException)) throw thrown
    const sizes = String(thrown.details?.['sizes'] ?? '')
      .split(',')
      .map(Number)
    const layout = proposal.form.image?.layout
    const answerCount = sizes.length === 4 && layout === 'NCHW' ? sizes[1] : sizes.at(-1)
    if (thrown.code !== 'MODEL_SHAPE_UNSUPPORTED' || !answerCount || !Number.isInteger(answerCount))
      throw thrown
    const form = { ...proposal.form, labels: emptyLabels(answerCount) }
    work.proposals = work.proposals.map((each) => (each === proposal ? { ...each, answerCount, form } : each))
    this.change(work, { proposals: work.proposals })
  }

  private async record(
    work: Work,
    manifest: ModelManifest,
    form: SiteForm | null,
    now: Date,
    signal: AbortSignal,
  ): Promise<void> {
    const { staged } = work
    if (!staged) throw new AppException('INTERNAL', 'Nothing was staged.')
    let cases = 0
    if (!staged.hasGolden) {
      const recorded = await this.runCases(work, manifest, signal)
      await writeGolden(work.folder, recorded)
      cases = recorded.length
    }
    const card =
      form === null
        ? staged.card
        : writeCard({
            manifest,
            report: staged.report,
            form,
            addedOn: now.toISOString().slice(0, 10),
            goldenCases: cases,
          })
    await writePackageTexts(work.folder, manifest, card)
  }

  private async runCases(work: Work, manifest: ModelManifest, signal: AbortSignal): Promise<GoldenCase[]> {
    const trial = await this.trialFor(work, manifest)
    const drawn = drawGoldenInputs(manifest, trial.contract)
    const cases: GoldenCase[] = []
    for (const { name, inputs } of drawn) {
      this.change(work, { progress: { done: cases.length, total: drawn.length } })
      const { outputs } = await trial.run(inputs, signal)
      // An activation that was stated wrongly shows here at the latest.
      interpretTrial(trial, outputs)
      cases.push({ name, inputs, outputs })
    }
    return cases
  }

  /** Rejects with AppException: MODEL_ANSWERS_INVALID, and as Trial where an output is stated to be a map. */
  private async manifestOf(
    work: Work,
    answers: SiteForm | null,
    signal: AbortSignal,
  ): Promise<ModelManifest> {
    const { staged } = work
    if (!staged) throw new AppException('INTERNAL', 'Nothing was staged.')
    if (staged.manifest) return staged.manifest
    const form = SiteForm.parse(answers)
    const proposal = chosenProposal(work.proposals, form.output)
    const answerCount = proposal?.answerCount ?? null
    const input = { report: staged.report, form, answerCount, file: staged.weightsFile }
    if (form.map === null) return buildManifest(input)
    if (!proposal?.maps.includes(form.map))
      throw new AppException('MODEL_ANSWERS_INVALID', 'There is no such map.', { where: 'map' })
    return buildManifest({ ...input, mapBias: await this.biasOf(work, input, signal) })
  }

  /** Measured once for the same output, map and preprocessing. */
  private async biasOf(
    work: Work,
    input: Parameters<typeof buildManifest>[0],
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const { output, map, image, labels } = input.form
    const key = JSON.stringify([output, map, image])
    const known = work.mapBias.get(key)
    if (known) return known
    const zeros = labels.map(() => 0)
    const trial = await this.trialFor(work, buildManifest({ ...input, mapBias: zeros }))
    const runs: NamedTensors[] = []
    for (const { inputs } of drawGoldenInputs(trial.manifest, trial.contract))
      runs.push((await trial.run(inputs, signal)).outputs)
    const bias = measureMapBias(runs, output, map ?? '')
    work.mapBias.set(key, bias)
    return bias
  }

  /** One process serves all previews of the same answers. */
  private async trialFor(work: Work, manifest: ModelManifest): Promise<Trial> {
    const key = JSON.stringify(manifest)
    if (work.trial?.key !== key) {
      await this.closeTrial(work)
      work.trial = { key, open: Trial.open(work.folder, manifest, this.parts.trial) }
    }
    const { open } = work.trial
    try {
      return await open
    } catch (thrown) {
      forgetTrial(work, open)
      throw thrown
    }
  }

  private async closeTrial(work: Work | null): Promise<void> {
    const trial = work?.trial
    if (!work || !trial) return
    work.trial = null
    await trial.open.then(
      (open) => open.close(),
      () => undefined,
    )
  }

  private begin(work: Work): AbortController {
    work.abort = new AbortController()
    return work.abort
  }

  private requireReady(): Work {
    const { work } = this
    if (work?.draft.stage !== 'ready') throw new AppException('NOT_FOUND', 'No model waits to be added.')
    return work
  }

  private change(work: Work, changes: Partial<SiteDraft>): void {
    work.draft = { ...work.draft, ...changes }
    if (this.work === work) this.tell()
  }

  private tell(): void {
    this.parts.changed?.(this.draft)
  }
}

const cancelled = () => new AppException('CANCELLED', 'Adding the model was cancelled.')

/** Unless another one took its place meanwhile. */
function forgetTrial(work: Work, open: Promise<Trial>): void {
  if (work.trial?.open === open) work.trial = null
}

/** A site with a vault, the real registry and the real onnxruntime, all in the test's process. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { InferenceService } from '../inference-service'
import { SiteModels, type SiteModelsParts } from './site-models'
import { SitePackageStore } from './site-package-store'
import { siteProcedures } from './site-procedures'
import { siteSource } from './site-source'
import { vaultChoices } from './vault-choices'
import {
  addSiteModel,
  listModelChoices,
  listSiteModels,
  removeSiteModel,
  setDefaultModel,
  setModelRetired,
} from '../../store/queries/site-models'
import type { SiteForm } from '../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../shared/domain/models/site/draft'
import { AppException } from '../../../shared/result'
import { startInProcess } from './in-process.fixture'
import { testStore } from '../../../test-support/test-vault'

export function testSite(trial: Partial<SiteModelsParts['trial']> = {}) {
  const { db, profileDir } = testStore()
  const store = {
    call: (name: string, input: never): Promise<unknown> => {
      const table: Record<string, (value: never) => unknown> = {
        addSiteModel: (value) => addSiteModel(db, value),
        removeSiteModel: (value) => removeSiteModel(db, value),
        setDefaultModel: (value) => setDefaultModel(db, value),
        setModelRetired: (value) => setModelRetired(db, value),
        modelChoices: () => listModelChoices(db),
      }
      return Promise.resolve().then(() => table[name]?.(input))
    },
  }
  const vault = { store, reader: store, pixels: {} } as never
  const inference = new InferenceService({
    sources: [siteSource(profileDir, () => Promise.resolve(listSiteModels(db)))],
    startChild: startInProcess,
    providers: () => Promise.resolve(['cpu']),
    threads: () => 2,
    choices: vaultChoices(
      () => vault,
      () => vault,
    ),
  })
  onTestFinished(() => inference.close())
  const packages = new SitePackageStore({
    profileDir,
    requireOpen: () => vault,
    registry: inference.registry,
  })
  const drafts: (SiteDraft | null)[] = []
  const models = new SiteModels({
    packages,
    requireOpen: () => vault,
    startWorker: () => ({
      call: (async (_: string, input: never, options: { signal?: AbortSignal }) =>
        siteProcedures.stageModel(input, {
          signal: options.signal ?? new AbortController().signal,
          progress: () => undefined,
        })) as never,
      stop: () => Promise.resolve(),
    }),
    trial: { startChild: startInProcess, threads: () => 2, ...trial },
    changed: (draft) => drafts.push(draft),
  })
  onTestFinished(() => models.discard())
  const sourceDir = join(profileDir, 'brought')
  mkdirSync(sourceDir)
  return {
    db,
    profileDir,
    inference,
    packages,
    models,
    drafts,
    path: (name: string) => join(sourceDir, name),
  }
}

const both = (text: string) => ({ en: text, 'zh-CN': '' })

/** A form with everything answered that the graph left open. */
export function answered(form: SiteForm, changes: Partial<SiteForm> = {}): SiteForm {
  return {
    ...form,
    title: both('A model of somebody else'),
    image: form.image && { ...form.image, preset: form.image.preset ?? 'unit' },
    series: form.series && {
      ...form.series,
      features: form.series.features.map((feature, index) => ({
        ...feature,
        name: `signal ${index}`,
        unit: 'mV',
      })),
    },
    activation: form.activation ?? 'sigmoid',
    labels: form.labels.map(({ title, ...label }, index) => ({
      ...label,
      title: title.en === '' ? both(`Finding ${index + 1}`) : title,
      threshold: 0.5,
    })),
    maskThreshold: form.task === 'image-segmentation' ? 0.5 : null,
    thresholdRule: 'stated by the site for a test',
    gate: form.gate && {
      modalities: ['*'],
      bodyParts: ['*'],
      views: ['*'],
      ageYears: { min: 0, max: 130 },
    },
    intendedUse: both('Tests only'),
    licence: 'Apache-2.0',
    source: 'made by the test',
    ...changes,
  }
}

/** Opens a file that must be accepted, and gives what was proposed. */
export async function draftOf(site: ReturnType<typeof testSite>, path: string): Promise<SiteForm> {
  const draft = await site.models.open(path)
  const [proposal] = draft.proposals
  if (draft.stage !== 'ready' || !proposal) throw new Error(`not accepted: ${JSON.stringify(draft.error)}`)
  return proposal.form
}

/** The code that some work ends with; 'none' where it succeeds. */
export const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof AppException ? thrown.code : `not ours: ${String(thrown)}`),
  )

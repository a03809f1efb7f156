/** Between those who ask and the models: an answer to the same inputs by the same package is taken from the vault. */
import { createHash } from 'node:crypto'
import type { ModelManifest } from '../../shared/domain/models/manifest'
import type { EarlierEstimate, KeptEstimate, WorkedOut } from '../../shared/domain/risks/kept-estimate'
import type { EstimateKey, HistoryQuery, NewEstimate } from '../store/queries/risk-estimates'
import type { OpenVault } from '../workers/vault-workers'

/** A question to a model; with `isOwn` one that rests on the record alone. */
export interface Question {
  key: EstimateKey
  /** false: something was entered by hand for this session, so that the answer is kept nowhere */
  isOwn: boolean
}

/** What a model said, without when. */
export type Answer = Omit<KeptEstimate, 'workedOutAtMs' | 'knownAt'>

export interface GivenEstimate {
  estimate: KeptEstimate
  workedOut: WorkedOut
}

export interface KeeperParts {
  requireOpen(): { reader: Pick<OpenVault['reader'], 'call'>; store: Pick<OpenVault['store'], 'call'> }
  /** the clock by which an answer is dated */
  now: () => number
}

/** Answers in a history: more than anybody reads through at once. */
const mostEarlier = 60

export class EstimateKeeper {
  constructor(private readonly parts: KeeperParts) {}

  /**
   * One estimate a question, in order.
   * @param workOut answers to the questions of which none is kept, in their order
   * Rejects with what `workOut` rejects with, VAULT_LOCKED, and the codes of a store that cannot write.
   */
  async estimates<Q extends Question>(
    { patientId, knownAt }: Pick<KeptEstimate, 'knownAt'> & { patientId: string },
    questions: readonly Q[],
    workOut: (open: Q[]) => Promise<Answer[]>,
  ): Promise<GivenEstimate[]> {
    const { reader, store } = this.parts.requireOpen()
    const own = questions.filter(({ isOwn }) => isOwn)
    const kept =
      own.length === 0
        ? []
        : await reader.call('keptEstimates', { patientId, keys: own.map(({ key }) => key) })
    const known = new Map(own.map((question, at) => [question, kept[at] ?? null] as const))
    const open = questions.filter((question) => !known.get(question))
    if (open.length > 0) {
      const answers = await workOut(open)
      const workedOutAtMs = this.parts.now()
      for (const [at, question] of open.entries()) {
        const answer = answers[at]
        if (answer) known.set(question, { ...answer, knownAt, workedOutAtMs })
      }
      const added = open.flatMap(({ key, isOwn }, at): NewEstimate[] => {
        const answer = answers[at]
        return isOwn && answer ? [{ key, estimate: { ...answer, knownAt, workedOutAtMs } }] : []
      })
      if (added.length > 0) await store.call('keepEstimates', { patientId, estimates: added })
    }
    return questions.flatMap((question): GivenEstimate[] => {
      const estimate = known.get(question)
      if (!estimate) return []
      const { workedOutAtMs: atMs, provider } = estimate
      return [{ estimate, workedOut: { atMs, provider, isKept: question.isOwn } }]
    })
  }

  /** Kept answers of a model that are none of the shown ones, the newest first. */
  earlier(
    patientId: string,
    manifest: ModelManifest,
    shown: readonly Question[],
    stayStartMs: number | null = null,
  ): Promise<EarlierEstimate[]> {
    const query: HistoryQuery = {
      patientId,
      modelId: manifest.id,
      current: [],
      packageSha256: packageSha256(manifest),
      shown: shown.map(({ key }) => key.inputsSha256),
      stayStartMs,
      limit: mostEarlier,
    }
    return this.parts.requireOpen().reader.call('estimateHistory', query)
  }

  /** Whatever any model said of a stay, the newest first. */
  ofStay(patientId: string, stayStartMs: number): Promise<EarlierEstimate[]> {
    const query: HistoryQuery = {
      patientId,
      modelId: null,
      current: [],
      packageSha256: null,
      shown: [],
      stayStartMs,
      limit: mostEarlier,
    }
    return this.parts.requireOpen().reader.call('estimateHistory', query)
  }

  /** The newest word of each model that is none of these. */
  former(patientId: string, current: readonly string[]): Promise<EarlierEstimate[]> {
    return this.parts.requireOpen().reader.call('formerEstimates', { patientId, current })
  }
}

const packages = new WeakMap<ModelManifest, string>()

/** Of the manifest, which names weights, thresholds and all else that an answer follows from. */
export function packageSha256(manifest: ModelManifest): string {
  const known = packages.get(manifest)
  if (known !== undefined) return known
  const made = sha256(JSON.stringify(manifest))
  packages.set(manifest, made)
  return made
}

export function keyOf(manifest: ModelManifest, ...inputs: readonly (string | Uint8Array)[]): EstimateKey {
  return {
    modelId: manifest.id,
    modelVersion: manifest.version,
    packageSha256: packageSha256(manifest),
    inputsSha256: sha256(...inputs),
  }
}

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

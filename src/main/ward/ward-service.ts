/**
 * Watches over who is present: rounds of the alert rules, and the sample ward. Everything that takes time is done by the
 * vault's threads; here is only when, and who hears of it.
 */
import type { SampleWardState, WardNews } from '../../shared/domain/ward/news'
import { AppException, toAppError } from '../../shared/result'
import { actor } from '../records/actor'
import type { SampleProgress } from '../records/sample-ward/fill-sample-ward'
import type { OpenVault } from '../workers/vault-workers'

/** Values go out of date and put-off alerts come back without an import. */
const roundEveryMs = 5 * 60_000
/** Behind an import that stores every quarter of a second, one round is enough. */
const quietMs = 800

export interface WardParts {
  /** null while the vault is locked */
  openVault: () => Pick<OpenVault, 'reader' | 'store'> | null
  /** alerts are other ones than before */
  changed: (news: WardNews) => void
  /** the record is another one than before */
  recordChanged: () => void
  sampleChanged: (state: SampleWardState) => void
  log: (line: string) => void
}

export class WardService {
  private timer: NodeJS.Timeout | undefined
  private soon: NodeJS.Timeout | undefined
  private running = false
  private again = false
  private sampling: AbortController | null = null
  private sample: SampleWardState = { state: 'idle', done: 0, total: 0, error: null }

  constructor(private readonly parts: WardParts) {}

  opened(): void {
    this.timer ??= setInterval(() => void this.round(), roundEveryMs)
    this.timer.unref()
    this.look()
  }

  locked(): void {
    clearInterval(this.timer)
    clearTimeout(this.soon)
    this.timer = undefined
    this.sampling?.abort()
    this.sample = { state: 'idle', done: 0, total: 0, error: null }
  }

  /** Something that rules look at may be another one: a round follows once it is quiet. */
  look(): void {
    clearTimeout(this.soon)
    this.soon = setTimeout(() => void this.round(), quietMs)
    this.soon.unref()
  }

  /** One round at a time; what comes meanwhile is one more round behind it. Never rejects. */
  async round(): Promise<void> {
    if (this.running) {
      this.again = true
      return
    }
    const vault = this.parts.openVault()
    if (!vault) return
    this.running = true
    try {
      const nowMs = Date.now()
      const judged = await vault.reader.call('judgePeople', nowMs)
      const { raised, changed } = await vault.store.call('applyJudgements', { judged, nowMs })
      if (changed) this.parts.changed({ raised })
    } catch (thrown) {
      // A vault that was locked in between is no fault; the next opening begins with a round.
      const { code } = toAppError(thrown)
      if (code !== 'VAULT_LOCKED' && code !== 'CANCELLED')
        this.parts.log(`ward: a round of alerts failed: ${code}`)
    } finally {
      this.running = false
    }
    if (!this.again) return
    this.again = false
    this.look()
  }

  /** Alerts were seen or put off, or rules were changed. */
  told(): void {
    this.parts.changed({ raised: { critical: 0, urgent: 0, notice: 0 } })
  }

  get sampleState(): SampleWardState {
    return this.sample
  }

  /**
   * Makes the sample ward for now. Resolves as soon as it has begun.
   * @throws AppException VAULT_LOCKED, INVALID_INPUT where it is being made already
   */
  openSample(): SampleWardState {
    const vault = this.requireVault()
    if (this.sampling) throw new AppException('INVALID_INPUT', 'The sample ward is being made already.')
    this.sampling = new AbortController()
    this.tellSample({ state: 'running', done: 0, total: 0, error: null })
    void this.fill(vault, this.sampling.signal).finally(() => {
      this.sampling = null
    })
    return this.sample
  }

  cancelSample(): void {
    this.sampling?.abort()
  }

  /** @returns how many people were taken away */
  async removeSample(): Promise<number> {
    const removed = await this.requireVault().store.call('removeSampleWard', undefined)
    this.parts.recordChanged()
    this.look()
    return removed
  }

  private async fill({ store }: Pick<OpenVault, 'store'>, signal: AbortSignal): Promise<void> {
    try {
      await store.call(
        'fillSampleWard',
        { atMs: Date.now(), by: actor() },
        {
          signal,
          onProgress: ({ done, total }: SampleProgress) => this.tellSample({ ...this.sample, done, total }),
        },
      )
      this.tellSample({ ...this.sample, state: 'done' })
    } catch (thrown) {
      const error = toAppError(thrown)
      this.tellSample({
        ...this.sample,
        state: error.code === 'CANCELLED' ? 'cancelled' : 'failed',
        error: error.code === 'CANCELLED' ? null : error,
      })
    }
    this.parts.recordChanged()
    this.look()
  }

  private tellSample(state: SampleWardState): void {
    this.sample = state
    this.parts.sampleChanged(state)
  }

  private requireVault(): Pick<OpenVault, 'reader' | 'store'> {
    const vault = this.parts.openVault()
    if (!vault) throw new AppException('VAULT_LOCKED', 'The vault is locked.')
    return vault
  }
}

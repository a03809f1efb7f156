/** Main's side of imports: which job runs, how it is cancelled, and who hears of its progress. */
import type { ImportLine, Job, PictureForm } from '../../../shared/domain/jobs/job'
import { AppException } from '../../../shared/result'
import type { Vault } from '../../security/vault'
import type { PicturePolicy } from './stage-input'

export interface ImportListener {
  /** the tray as it is now */
  jobsChanged(jobs: Job[]): void
  worklistChanged(): void
}

export class ImportService {
  private readonly running = new Map<string, { abort: AbortController; ended: Promise<Job> }>()
  /** the newest progress of jobs that run, over what the database said last */
  private readonly progress = new Map<string, Job>()

  constructor(
    private readonly vault: Vault,
    private readonly listener: ImportListener,
  ) {}

  async start(kind: Job['kind'], roots: string[], pictures: PicturePolicy = { kind: 'wait' }): Promise<Job> {
    const job = await this.vault.requireOpen().store.call('createImport', { kind, roots })
    void this.run(job, pictures)
    return { ...job, state: 'running' }
  }

  /** Goes on with a job that was interrupted, cancelled or failed. @throws AppException NOT_FOUND, INVALID_INPUT */
  async resume(jobId: string): Promise<Job> {
    const job = (await this.list()).find(({ id }) => id === jobId)
    if (!job) throw new AppException('NOT_FOUND', 'There is no such job.')
    if (this.running.has(jobId)) return job
    if (job.state === 'done') throw new AppException('INVALID_INPUT', 'The job has ended.')
    if (job.kind === 'synthetic-films') {
      throw new AppException('INVALID_INPUT', 'The films that were drawn are gone; others can be made.')
    }
    void this.run(job, { kind: 'wait' })
    return { ...job, state: 'running' }
  }

  cancel(jobId: string): void {
    this.running.get(jobId)?.abort.abort()
  }

  /** Resolves when the job has ended. */
  ended(jobId: string): Promise<Job> {
    const run = this.running.get(jobId)
    return run ? run.ended : Promise.reject(new AppException('NOT_FOUND', 'The job does not run.'))
  }

  /** Newest first. */
  async list(): Promise<Job[]> {
    const stored = await this.vault.requireOpen().reader.call('listJobs', undefined)
    return stored.map((job) => (this.running.has(job.id) ? (this.progress.get(job.id) ?? job) : job))
  }

  async dismiss(jobId: string): Promise<void> {
    await this.vault.requireOpen().store.call('dismissJob', jobId)
    await this.tell()
  }

  async completePictures(pictureIds: string[], form: PictureForm): Promise<ImportLine[]> {
    const lines = await this.vault.requireOpen().store.call('completePictures', { pictureIds, form })
    this.listener.worklistChanged()
    await this.tell()
    return lines
  }

  async discardPictures(pictureIds: string[]): Promise<void> {
    await this.vault.requireOpen().store.call('discardPictures', pictureIds)
    await this.tell()
  }

  private run(job: Job, pictures: PicturePolicy): Promise<Job> {
    const { store } = this.vault.requireOpen()
    const abort = new AbortController()
    const ended = store
      .call(
        'runImport',
        { job, pictures },
        {
          signal: abort.signal,
          onProgress: (now: Job) => {
            this.progress.set(job.id, now)
            void this.tell()
            this.listener.worklistChanged()
          },
        },
      )
      .finally(() => {
        this.running.delete(job.id)
        this.progress.delete(job.id)
        void this.tell()
      })
    // The vault may be locked while the job runs: it is then interrupted, and the next unlock shows it so.
    ended.catch(() => undefined)
    this.running.set(job.id, { abort, ended })
    return ended
  }

  private async tell(): Promise<void> {
    if (!this.vault.open) return
    try {
      this.listener.jobsChanged(await this.list())
    } catch {
      // Locked in between; the window has gone to the lock screen.
    }
  }
}

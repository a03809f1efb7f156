/** Ways into the vault. Each starts a job, which the tray then shows. */
import i18next from 'i18next'
import type { Job } from '../../shared/domain/jobs/job'
import { call, errorOf, importDropped } from '../bridge'
import { showToast } from '../ui/toast'

/** Runs a call and shows its error as a toast; undefined when it failed. */
export async function reporting<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    const { code, details } = errorOf(thrown)
    showToast({ tone: 'danger', text: i18next.t(`errors.${code}.title`, details ?? {}) })
    return undefined
  }
}

export const importFiles = (): Promise<Job | null | undefined> => reporting(call('import:chooseFiles'))
export const importFolder = (): Promise<Job | null | undefined> => reporting(call('import:chooseFolder'))
export const importSamples = (): Promise<Job | undefined> => reporting(call('import:samples'))
export const importDroppedFiles = (files: File[]): Promise<Job | undefined> => reporting(importDropped(files))
export const resumeImport = (jobId: string): Promise<Job | undefined> =>
  reporting(call('import:resume', { jobId }))

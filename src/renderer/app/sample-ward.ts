/** The sample ward: made-up people with records, from an empty page or the command palette. */
import i18next from 'i18next'
import { call } from '../bridge'
import { showToast } from '../ui/toast'
import { reporting } from './import-actions'
import { navigate } from './navigation'

/** Shows the ward, where the making of it is told. */
export function openSampleWard(): void {
  navigate({ page: 'patient', patientId: null })
  void reporting(call('ward:openSample'))
}

/** Takes the made-up people away again; the way back is to open the sample ward anew. */
export async function removeSampleWard(): Promise<void> {
  const done = await reporting(call('ward:removeSample'))
  if (!done) return
  showToast({
    tone: 'neutral',
    text: i18next.t('ward.sample.removed', { count: done.removed }),
    undo: { label: i18next.t('common.undo'), run: openSampleWard },
  })
}

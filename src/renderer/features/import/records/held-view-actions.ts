import type { TFunction } from 'i18next'
import type { HeldChoice } from '../../../../shared/domain/record-import/held-row'
import { reporting } from '../../../app/import-actions'
import { offerUndo } from '../../../app/record-import'
import { call } from '../../../bridge'

/** Discards rows, and offers the way back. */
export async function dropRows(t: TFunction, choice: HeldChoice): Promise<void> {
  const done = await reporting(call('recordImport:drop', choice))
  if (!done) return
  const { dropped, mark } = done
  offerUndo(t('recordImport.held.droppedNow', { count: dropped }), () =>
    call('recordImport:restore', { mark }),
  )
}

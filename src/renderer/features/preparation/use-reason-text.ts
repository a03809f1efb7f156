import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeReason } from '../../../shared/domain/preparation/report'
import { useCatalogueText } from './use-catalogue-text'

/** Why a cell or row was changed, in words; of a slip also which one. */
export function useReasonText(): (reason: ChangeReason, slip: string | null) => string {
  const { t } = useTranslation()
  const catalogue = useCatalogueText()
  return useCallback(
    (reason, slip) => {
      const text = t(`preparation.reason.${reason}`)
      return slip === null
        ? text
        : t('preparation.reasonOfSlip', { reason: text, slip: catalogue.slip(slip) })
    },
    [t, catalogue],
  )
}

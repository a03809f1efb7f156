import { useTranslation } from 'react-i18next'
import { rejectReasons } from '../../../../shared/domain/record/read-item'

/** Why a row was not taken, in words. */
export function useReasonText(): (code: string) => string {
  const { t } = useTranslation()
  return (code) => {
    const reason = rejectReasons.find((one) => one === code)
    return reason ? t(`recordImport.reason.${reason}`) : code
  }
}

/** Where in its file a row stands: its line, and its column where one is told; else as the reader names it. */
export function usePlaceText(): (position: string | number) => string {
  const { t } = useTranslation()
  return (position) => {
    const [, line, column] = /^(?:line |row )?(\d+)(?:, (.+))?$/su.exec(String(position)) ?? []
    if (line === undefined) return String(position)
    return column === undefined
      ? t('recordImport.held.line', { line })
      : t('recordImport.held.lineColumn', { line, column })
  }
}

import { useTranslation } from 'react-i18next'
import type { Shortage } from '../../../shared/domain/local-check/local-check'

/** What is missing, and how much of it is there. */
export function ShortageList({ shortages }: { shortages: readonly Shortage[] }) {
  const { t } = useTranslation()
  return (
    <ul className="local-check__shortages">
      {shortages.map(({ what, have, need }) => (
        <li key={what}>{t(`localCheck.short.${what}`, { have, need })}</li>
      ))}
    </ul>
  )
}

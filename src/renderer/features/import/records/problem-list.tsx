import { useTranslation } from 'react-i18next'
import { ToneShape } from '../../../ui/badge'
import type { DraftProblem } from './mapping-draft'

const shown = 4

/** What must still be said of the table, in words; nothing goes on before. */
export function ProblemList({ problems, isWhole }: { problems: readonly DraftProblem[]; isWhole: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="problem-list" role="status">
      {problems.length === 0 && (
        <p>
          <ToneShape tone={isWhole ? 'good' : 'warning'} />{' '}
          {t(isWhole ? 'recordImport.problem.none' : 'recordImport.problem.other')}
        </p>
      )}
      <ul>
        {problems.slice(0, shown).map((problem, index) => (
          <li key={index}>
            <ToneShape tone="warning" />{' '}
            {'column' in problem
              ? t(`recordImport.problem.${problem.code}`, { column: problem.column })
              : t(`recordImport.problem.${problem.code}`)}
          </li>
        ))}
      </ul>
      {problems.length > shown && (
        <p className="quiet">{t('recordImport.problem.more', { count: problems.length - shown })}</p>
      )}
    </div>
  )
}

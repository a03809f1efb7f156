import { useTranslation } from 'react-i18next'
import { rejectReasons } from '../../../../shared/domain/record/read-item'
import type { IntakeSummary, IntakeSummaryFile } from '../../../../shared/domain/record-import/intake-summary'
import { useFormatters } from '../../../i18n/format'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { kindKey } from './mapped-preview'
import { useReasonText } from './reason-text'

/** Each file of an import with what became of its statements. */
export function IntakeReport({ intake }: { intake: IntakeSummary }) {
  const { t } = useTranslation()
  return (
    <ScrollFrame className="intake__report" label={t('recordImport.intakes.report')}>
      <table className="data-table selectable">
        <thead>
          <tr>
            <th scope="col">{t('recordImport.files.name')}</th>
            <th scope="col">{t('recordImport.intakes.what')}</th>
            <th scope="col">{t('recordImport.intakes.became')}</th>
            <th scope="col" className="data-table__number">
              {t('recordImport.intakes.number')}
            </th>
          </tr>
        </thead>
        <tbody>
          {intake.files.map((file, index) => (
            <FileRows key={index} file={file} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function FileRows({ file }: { file: IntakeSummaryFile }) {
  const { t } = useTranslation()
  const lines = useLines(file)
  if (lines.length === 0)
    return (
      <tr>
        <th scope="row">{file.name}</th>
        <td colSpan={3} className="quiet">
          {t('recordImport.intakes.nothingYet')}
        </td>
      </tr>
    )
  return lines.map(({ what, became, number }, line) => (
    <tr key={line}>
      {line === 0 && (
        <th scope="rowgroup" rowSpan={lines.length}>
          {file.name}
        </th>
      )}
      <td>{what}</td>
      <td>{became}</td>
      <td className="data-table__number">{number}</td>
    </tr>
  ))
}

interface Line {
  what: string
  became: string
  number: string
}

function useLines({ tallies, skipped, error }: IntakeSummaryFile): Line[] {
  const { t } = useTranslation()
  const format = useFormatters()
  const reasonText = useReasonText()
  const lines = tallies.map(({ subject, outcome, count }): Line => ({
    what: isReason(subject) ? reasonText(subject) : t(`recordImport.kind.${kindKey(subject)}`),
    became: t(`recordImport.became.${outcome}`),
    number: format.number(count),
  }))
  for (const [what, count] of Object.entries(skipped))
    lines.push({ what, became: t('recordImport.became.skipped'), number: format.number(count) })
  if (error)
    lines.push({
      what: t(`errors.${error.code}.title`, error.details ?? {}),
      became: t('recordImport.became.failed'),
      number: error.code,
    })
  return lines
}

/** A held row counts under its reason, also where the same one was held back before. */
const isReason = (subject: string): boolean => rejectReasons.some((reason) => reason === subject)

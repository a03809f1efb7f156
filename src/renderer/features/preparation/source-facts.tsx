import { useTranslation } from 'react-i18next'
import type { OpenedTable, TableProfile } from '../../../shared/domain/preparation/report'
import { useFormatters } from '../../i18n/format'
import { Fact } from '../../ui/fact'
import { useWorkshop } from './workshop-store'

/** The table that everything below is about. */
export function SourceFacts({ table, profile }: { table: OpenedTable; profile: TableProfile | null }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const form = useWorkshop((state) => state.form)
  return (
    <dl className="preparation__facts selectable">
      <Fact name={t('preparation.source.file')}>
        <span title={table.fileName}>{table.fileName}</span>
      </Fact>
      <Fact name={t('preparation.source.size')}>{format.bytes(table.bytes)}</Fact>
      {form && (
        <Fact name={t('preparation.columns.form')}>{t(`preparation.columns.forms.${form.form}`)}</Fact>
      )}
      {profile && (
        <>
          <Fact name={t('preparation.extent.rows')}>{format.number(profile.rows)}</Fact>
          <Fact name={t('preparation.extent.subjects')}>{format.number(profile.subjects)}</Fact>
          <Fact name={t('preparation.source.parameters')}>{format.number(profile.parameters.length)}</Fact>
        </>
      )}
    </dl>
  )
}

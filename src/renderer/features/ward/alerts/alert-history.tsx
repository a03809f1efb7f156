import { useTranslation } from 'react-i18next'
import { useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Dialog } from '../../../ui/dialog'
import { Spinner } from '../../../ui/progress'
import { useAlertWords } from './use-alert-words'

const mostLines = 200

/** What became of the alerts of a patient, the newest first. */
export function AlertHistory({
  patientId,
  name,
  onClose,
}: {
  patientId: string
  name: string
  onClose(): void
}) {
  const { t } = useTranslation()
  const format = useFormatters()
  const words = useAlertWords()
  const history = useBridgeQuery('ward:history', [{ patientId, limit: mostLines }])
  return (
    <Dialog
      title={t('ward.labelled', { label: t('ward.alerts.historyTitle'), text: name })}
      size="large"
      onClose={onClose}
    >
      {history.isPending && <Spinner size={20} />}
      {history.data?.length === 0 && <p>{t('ward.alerts.noHistory')}</p>}
      {history.data && history.data.length > 0 && (
        <table className="data-table selectable ward-history">
          <thead>
            <tr>
              <th scope="col">{t('ward.alerts.when')}</th>
              <th scope="col">{t('ward.alerts.alert')}</th>
              <th scope="col">{t('ward.alerts.what')}</th>
              <th scope="col">{t('ward.alerts.who')}</th>
              <th scope="col">{t('ward.alerts.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {history.data.map((event, index) => (
              <tr key={index}>
                <th scope="row">{format.moment(event.atMs)}</th>
                <td>
                  {words.title(event)}
                  {event.value && <div className="quiet">{words.value(event.value)}</div>}
                </td>
                <td>{t(`ward.alerts.event.${event.kind}`)}</td>
                <td>{event.by === 'vesalius' ? t('ward.alerts.program') : event.by}</td>
                <td>{event.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  )
}

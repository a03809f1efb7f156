import { History } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KnownAt } from '../../../shared/domain/record/reading'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { DateField } from '../../ui/date-field'
import { PopoverButton } from '../../ui/popover-button'
import { Segmented } from '../../ui/segmented'
import { TextField } from '../../ui/text-field'

interface KnownAtControlProps {
  knownAt: KnownAt | undefined
  /** proposed at first */
  newestMs: number
  onKnownAt(knownAt: KnownAt | undefined): void
}

const clockForm = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/
const two = (value: number) => String(value).padStart(2, '0')

function inFields(ms: number): { date: string; clock: string } {
  const at = new Date(ms)
  const date = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return { date, clock: `${two(at.getHours())}:${two(at.getMinutes())}` }
}

/** What the page shows: all that is known now, or what was known at an instant. */
export function KnownAtControl({ knownAt, newestMs, onKnownAt }: KnownAtControlProps) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const first = inFields(knownAt?.instantMs ?? newestMs)
  const [date, setDate] = useState<string | null>(first.date)
  const [clock, setClock] = useState(first.clock)
  const [by, setBy] = useState<KnownAt['by']>(knownAt?.by ?? 'sender')
  const [hours, minutes] = clockForm.exec(clock)?.slice(1).map(Number) ?? []
  const isTime = date !== null && hours !== undefined && minutes !== undefined
  const show = () => {
    if (!isTime) return
    const at = new Date(`${date}T00:00:00`)
    at.setHours(hours, minutes, 59, 999)
    onKnownAt({ instantMs: at.getTime(), by })
    host.current?.querySelector<HTMLElement>('[popover]')?.hidePopover()
  }
  return (
    <div ref={host}>
      <PopoverButton
        label={t('patient.knownAt.title')}
        className="button button--plain"
        content={
          <form
            className="known-at"
            onSubmit={(event) => {
              event.preventDefault()
              show()
            }}
          >
            <p>{t('patient.knownAt.hint')}</p>
            <div className="known-at__time">
              <DateField label={t('patient.knownAt.date')} value={date} onDate={setDate} required />
              <TextField
                label={t('patient.knownAt.clock')}
                value={clock}
                inputMode="numeric"
                maxLength={5}
                onChange={(event) => setClock(event.target.value)}
                error={hours === undefined ? t('patient.knownAt.clockUnclear') : undefined}
                required
              />
            </div>
            <Segmented
              label={t('patient.knownAt.by')}
              value={by}
              options={[
                { value: 'sender', label: t('patient.knownAt.sender') },
                { value: 'vault', label: t('patient.knownAt.vault') },
              ]}
              onValue={(chosen) => setBy(chosen)}
            />
            <p className="quiet">
              {t(by === 'sender' ? 'patient.knownAt.senderHint' : 'patient.knownAt.vaultHint')}
            </p>
            <div className="known-at__steps">
              {knownAt && (
                <Button
                  onClick={() => {
                    onKnownAt(undefined)
                    host.current?.querySelector<HTMLElement>('[popover]')?.hidePopover()
                  }}
                >
                  {t('patient.knownAt.toNow')}
                </Button>
              )}
              <Button type="submit" tone="primary" disabled={!isTime}>
                {t('patient.knownAt.show')}
              </Button>
            </div>
          </form>
        }
      >
        <History />
        <span className="button__label">{t(knownAt ? 'patient.knownAt.then' : 'patient.knownAt.now')}</span>
      </PopoverButton>
    </div>
  )
}

/** Stands above the page for as long as it does not show what is known now. */
export function KnownAtNotice({ knownAt, onNow }: { knownAt: KnownAt; onNow(): void }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const time = format.moment(knownAt.instantMs)
  return (
    <div className="known-at-notice" role="status">
      <History aria-hidden="true" />
      <p>
        <strong>{t('patient.knownAt.notice', { time })}</strong>{' '}
        {t(knownAt.by === 'sender' ? 'patient.knownAt.noticeSender' : 'patient.knownAt.noticeVault')}
      </p>
      <Button onClick={onNow}>{t('patient.knownAt.toNow')}</Button>
    </div>
  )
}

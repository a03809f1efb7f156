import { CalendarClock } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { PopoverButton } from '../../ui/popover-button'
import { TextField } from '../../ui/text-field'
import { setTime } from './ward-store'

const two = (value: number) => String(value).padStart(2, '0')

/** As the system's field for a local time wants it. */
function inField(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Of which moment the list is: of now, or of one that somebody looks back to. */
export function AsOfControl({ atMs }: { atMs: number | null }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const host = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState(() => inField(atMs ?? Date.now()))
  const chosen = new Date(typed).getTime()
  const show = (ms: number | null) => {
    setTime(ms)
    host.current?.querySelector<HTMLElement>('[popover]')?.hidePopover()
  }
  return (
    <div ref={host}>
      <PopoverButton
        label={t('ward.chooseTime')}
        className="button button--plain"
        content={
          <form
            className="ward-as-of"
            onSubmit={(event) => {
              event.preventDefault()
              if (Number.isFinite(chosen)) show(chosen)
            }}
          >
            <TextField
              type="datetime-local"
              label={t('ward.chooseTime')}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
            <div className="ward-as-of__actions">
              <Button onClick={() => show(null)}>{t('ward.now')}</Button>
              <Button type="submit" tone="primary" disabled={!Number.isFinite(chosen)}>
                {t('ward.asOf')}
              </Button>
            </div>
          </form>
        }
      >
        <CalendarClock aria-hidden="true" />
        <span>
          {t('ward.asOf')}: {atMs === null ? t('ward.now') : format.moment(atMs)}
        </span>
      </PopoverButton>
    </div>
  )
}

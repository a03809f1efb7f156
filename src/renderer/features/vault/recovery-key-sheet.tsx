import { Check, Copy, Printer } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isoDate } from '../../i18n/calendar'
import { useFormatters } from '../../i18n/format'
import { copyText } from '../../ui/copy-text'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/text-field'
import { Gate } from './gate'
import { forgetRecoveryKey, groupsToConfirm, keyGroups, sameGroup } from './recovery-key'

/** Shows the recovery key once: print, copy, and prove that it was stored by typing two of its groups. */
export function RecoveryKeySheet({ recoveryKey }: { recoveryKey: string }) {
  const { t } = useTranslation()
  const groups = keyGroups(recoveryKey)
  return (
    <>
      <Gate title={t('vault.key.title')} wide>
        <p className="gate__text">{t('vault.key.shownOnce')}</p>
        <ol className="recovery-groups" aria-label={t('vault.key.groups')}>
          {groups.map((group, index) => (
            <li key={index}>
              <span>{index + 1}</span>
              <code className="selectable">{group}</code>
            </li>
          ))}
        </ol>
        <KeyActions recoveryKey={recoveryKey} />
        <Confirmation groups={groups} />
      </Gate>
      <PrintSheet groups={groups} />
    </>
  )
}

function KeyActions({ recoveryKey }: { recoveryKey: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  return (
    <div>
      <div className="gate__actions gate__actions--start">
        <Button icon={<Printer />} onClick={() => window.print()}>
          {t('vault.key.print')}
        </Button>
        <Button
          icon={copied === 'yes' ? <Check /> : <Copy />}
          onClick={() => setCopied(copyText(recoveryKey) ? 'yes' : 'failed')}
        >
          {t('vault.key.copy')}
        </Button>
        <span className="gate__hint">{t('vault.key.store')}</span>
      </div>
      <p className="gate__hint" role="status">
        {copied === 'yes' && t('vault.key.copied')}
        {copied === 'failed' && t('vault.key.copyFailed')}
      </p>
    </div>
  )
}

function Confirmation({ groups }: { groups: readonly string[] }) {
  const { t } = useTranslation()
  const asked = useMemo(() => groupsToConfirm(groups.length, Math.random), [groups.length])
  const [typed, setTyped] = useState<Record<number, string>>({})
  const [tried, setTried] = useState(false)
  const isRight = (place: number) => sameGroup(typed[place] ?? '', groups[place - 1] ?? '')
  return (
    <form
      className="recovery-section"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (asked.every(isRight)) forgetRecoveryKey()
      }}
    >
      <div>
        <h2>{t('vault.key.confirmTitle')}</h2>
        <p className="gate__text">{t('vault.key.confirmIntro')}</p>
      </div>
      <div className="recovery-confirm">
        {asked.map((place) => (
          <TextField
            key={place}
            size="large"
            label={t('vault.key.group', { group: place })}
            className="recover__key"
            value={typed[place] ?? ''}
            maxLength={16}
            onChange={(event) => setTyped({ ...typed, [place]: event.target.value })}
            error={tried && !isRight(place) ? t('vault.key.wrongGroup', { group: place }) : undefined}
          />
        ))}
      </div>
      <div className="gate__actions">
        <Button tone="primary" size="large" type="submit">
          {t('vault.key.continue')}
        </Button>
      </div>
    </form>
  )
}

/** The sheet for the safe; seen on paper only. */
function PrintSheet({ groups }: { groups: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <section className="print-sheet" aria-hidden="true">
      <h1>{t('vault.sheet.title')}</h1>
      <p>{t('vault.sheet.made', { date: format.date(isoDate(new Date())) })}</p>
      <ol>
        {groups.map((group, index) => (
          <li key={index}>
            <span>{index + 1}</span>
            <code>{group}</code>
          </li>
        ))}
      </ol>
      <p>{t('vault.sheet.text')}</p>
      <p>{t('vault.sheet.keep')}</p>
      <p>{t('vault.sheet.use')}</p>
      <p>{t('shell.researchOnly')}</p>
    </section>
  )
}

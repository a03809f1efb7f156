import { KeyRound, Lock } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorklistQuery } from '../../../shared/domain/worklist/worklist'
import { useShortcutOf } from '../../app/commands'
import { updateSettings } from '../../app/preferences'
import { lockVault } from '../../app/shell-commands'
import { useBridgeQuery, useSettings } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Select } from '../../ui/select'
import { Tooltip } from '../../ui/tooltip'
import { ChangePassword } from './change-password'
import { FactList, SettingsGroup } from './settings-group'

const idleChoices = [0, 1, 2, 5, 10, 15, 30, 60, 120, 240]

export function SecuritySettings() {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  const lockKey = useShortcutOf('vault.lock')
  return (
    <>
      <SettingsGroup title={t('settings.security.lockTitle')}>
        <IdleLock />
        <Tooltip
          text={t('shell.lock')}
          shortcut={lockKey}
          placement="right"
          className="settings-group__action"
        >
          <Button icon={<Lock />} onClick={() => void lockVault()}>
            {t('settings.security.lockNow')}
          </Button>
        </Tooltip>
      </SettingsGroup>
      <SettingsGroup title={t('settings.security.passwordTitle')} text={t('settings.security.passwordText')}>
        {changing ? (
          <ChangePassword onDone={() => setChanging(false)} />
        ) : (
          <Button icon={<KeyRound />} className="settings-group__action" onClick={() => setChanging(true)}>
            {t('settings.security.change')}
          </Button>
        )}
      </SettingsGroup>
      <StorageFacts />
    </>
  )
}

function IdleLock() {
  const { t } = useTranslation()
  const minutes = useSettings().data?.idleLockMinutes ?? 0
  // A value that was set elsewhere stays among the choices.
  const choices = [...new Set([...idleChoices, minutes])].sort((a, b) => (a || Infinity) - (b || Infinity))
  return (
    <Select
      className="settings-group__field"
      label={t('settings.security.idle')}
      hint={t('settings.security.idleHint')}
      value={String(minutes)}
      options={choices.map((choice) => ({
        value: String(choice),
        label:
          choice === 0 ? t('settings.security.never') : t('settings.security.minutes', { count: choice }),
      }))}
      onValue={(value) => void updateSettings({ idleLockMinutes: Number(value) })}
    />
  )
}

const countQuery = (trashed: boolean): WorklistQuery => ({
  text: '',
  modalities: [],
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed,
  sort: { by: 'studyDate', direction: 'desc' },
  offset: 0,
  limit: 1,
})

function StorageFacts() {
  const { t } = useTranslation()
  const format = useFormatters()
  const kept = useBridgeQuery('worklist:search', [countQuery(false)])
  const trashed = useBridgeQuery('worklist:search', [countQuery(true)])
  return (
    <SettingsGroup title={t('settings.security.storageTitle')}>
      <FactList
        facts={[
          [t('settings.security.storage.studies'), kept.data ? format.number(kept.data.total) : ''],
          [t('settings.security.storage.trash'), trashed.data ? format.number(trashed.data.total) : ''],
          [t('settings.security.storage.database'), t('settings.security.storage.databaseValue')],
          [t('settings.security.storage.images'), t('settings.security.storage.imagesValue')],
          [t('settings.security.storage.key'), t('settings.security.storage.keyValue')],
          [t('settings.security.storage.network'), t('settings.security.storage.networkValue')],
        ]}
      />
    </SettingsGroup>
  )
}

import { Download, Pencil, Trash2, Upload } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MappingSummary } from '../../../../shared/domain/record-import/saved-mapping'
import { reporting } from '../../../app/import-actions'
import { offerUndo } from '../../../app/record-import'
import { call, errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { IconButton } from '../../../ui/icon-button'
import { TextField } from '../../../ui/text-field'
import { showToast } from '../../../ui/toast'

/** Mappings that are kept: rename, give away as a file, throw away, take in. */
export function MappingsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const mappings = useBridgeQuery('recordImport:mappings', [])
  return (
    <Dialog
      title={t('recordImport.mappings.title')}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button icon={<Upload />} onClick={() => void reporting(call('recordImport:importMapping'))}>
            {t('recordImport.mappings.import')}
          </Button>
          <Button tone="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      {mappings.error && <ErrorNotice error={errorOf(mappings.error)} />}
      {mappings.data?.length === 0 && (
        <EmptyState title={t('recordImport.mappings.none')}>{t('recordImport.mappings.noneHint')}</EmptyState>
      )}
      <ul className="mapping-list">
        {mappings.data?.map((mapping) => (
          <li key={mapping.id}>
            <MappingItem mapping={mapping} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function MappingItem({ mapping }: { mapping: MappingSummary }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [renaming, setRenaming] = useState(false)
  const { id, name } = mapping
  const remove = async () => {
    const done = await reporting(call('recordImport:setMappingRemoved', { id, removed: true }))
    if (done !== undefined)
      offerUndo(t('recordImport.mappings.removed', { name }), () =>
        call('recordImport:setMappingRemoved', { id, removed: false }),
      )
  }
  const exportFile = async () => {
    const done = await reporting(call('recordImport:exportMapping', { id }))
    if (done?.saved) showToast({ tone: 'good', text: t('recordImport.mappings.exported', { name }) })
  }
  return (
    <div className="mapping-list__item">
      <div className="mapping-list__text">
        {renaming ? (
          <Rename mapping={mapping} onDone={() => setRenaming(false)} />
        ) : (
          <h3 className="selectable">{name}</h3>
        )}
        <p className="quiet">
          {t(`recordImport.form.${mapping.form}`)} ·{' '}
          {t('recordImport.mappings.columns', { count: mapping.columns })} ·{' '}
          {t('recordImport.mappings.saved', { when: format.moment(mapping.savedAtMs), who: mapping.savedBy })}
          {mapping.usedAtMs !== null &&
            ` · ${t('recordImport.mappings.used', { when: format.moment(mapping.usedAtMs) })}`}
        </p>
      </div>
      <IconButton
        label={t('recordImport.mappings.rename', { name })}
        icon={<Pencil />}
        onClick={() => setRenaming(true)}
      />
      <IconButton
        label={t('recordImport.mappings.export', { name })}
        icon={<Download />}
        onClick={() => void exportFile()}
      />
      <IconButton
        label={t('recordImport.mappings.remove', { name })}
        icon={<Trash2 />}
        onClick={() => void remove()}
      />
    </div>
  )
}

function Rename({ mapping, onDone }: { mapping: MappingSummary; onDone(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(mapping.name)
  const rename = async () => {
    const done = await reporting(call('recordImport:renameMapping', { id: mapping.id, name: name.trim() }))
    if (done !== undefined) onDone()
  }
  return (
    <form
      className="mapping-list__rename"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') void rename()
      }}
    >
      <TextField
        label={t('recordImport.columns.name')}
        labelHidden
        autoFocus
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" disabled={name.trim() === ''}>
        {t('recordImport.mappings.renameDone')}
      </Button>
      <Button onClick={onDone}>{t('common.cancel')}</Button>
    </form>
  )
}

import { Archive, ArchiveRestore, Star, Trash2 } from 'lucide-react'
import { useState } from 'react'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ChannelResponse } from '../../../shared/ipc/contract'
import { reporting } from '../../app/import-actions'
import { navigate } from '../../app/navigation'
import { call } from '../../bridge'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { showToast } from '../../ui/toast'

type Model = ChannelResponse<'models:list'>[number]

async function setRetired({ id, version }: Model, retired: boolean): Promise<void> {
  const done = await reporting(call('site:retire', { id, version, retired }))
  if (done === undefined || !retired) return
  showToast({
    text: i18next.t('addModel.versions.retiredToast', { id, version }),
    undo: {
      label: i18next.t('common.undo'),
      run: () => void reporting(call('site:retire', { id, version, retired: false })),
    },
  })
}

async function setDefault({ id, version }: Model, before: Model | undefined): Promise<void> {
  const done = await reporting(call('site:setDefault', { id, version }))
  if (done === undefined) return
  showToast({
    text: i18next.t('addModel.versions.defaultToast', { id, version }),
    ...(before && {
      undo: {
        label: i18next.t('common.undo'),
        run: () => void reporting(call('site:setDefault', { id, version: before.version })),
      },
    }),
  })
}

async function remove({ id, version }: Model): Promise<void> {
  const done = await reporting(call('site:remove', { id, version }))
  if (done === undefined) return
  navigate({ page: 'models', modelId: null })
  showToast({ text: i18next.t('addModel.versions.removedToast', { id, version }) })
}

/** What may be done with a version: make it the default, take it out of use and back, remove one of the site's own. */
export function VersionActions({ model, models }: { model: Model; models: readonly Model[] }) {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState(false)
  const others = models.filter(({ id, version }) => id === model.id && version !== model.version)
  const before = others.find(({ isDefault }) => isDefault)
  if (model.version === '') return null
  return (
    <div className="models__versions" role="group" aria-label={t('addModel.versions.label')}>
      {model.retired && <Badge tone="warning">{t('addModel.versions.retired')}</Badge>}
      {model.isDefault && others.length > 0 && <Badge tone="info">{t('addModel.versions.isDefault')}</Badge>}
      {!model.isDefault && !model.retired && (
        <Button icon={<Star />} onClick={() => void setDefault(model, before)}>
          {t('addModel.versions.setDefault')}
        </Button>
      )}
      {model.retired ? (
        <Button icon={<ArchiveRestore />} onClick={() => void setRetired(model, false)}>
          {t('addModel.versions.unretire')}
        </Button>
      ) : (
        <Button icon={<Archive />} onClick={() => void setRetired(model, true)}>
          {t('addModel.versions.retire')}
        </Button>
      )}
      {model.origin === 'site' &&
        (removing ? (
          <>
            <Button tone="danger" icon={<Trash2 />} onClick={() => void remove(model)}>
              {t('addModel.versions.removeConfirm')}
            </Button>
            <Button onClick={() => setRemoving(false)}>{t('common.cancel')}</Button>
          </>
        ) : (
          <Button tone="quiet" icon={<Trash2 />} onClick={() => setRemoving(true)}>
            {t('addModel.versions.remove')}
          </Button>
        ))}
    </div>
  )
}

import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeptPipeline } from '../../../shared/domain/preparation/workshop'
import { queryClient } from '../../app/query-client'
import { call, errorOf, queryKey, useBridgeMutation, useBridgeQuery } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { ErrorNotice } from '../../ui/error-notice'
import { IconButton } from '../../ui/icon-button'
import { TextField } from '../../ui/text-field'
import { showToast } from '../../ui/toast'
import { edit, replacePipeline, useWorkshop } from './workshop-store'

const refresh = () => queryClient.invalidateQueries({ queryKey: queryKey('preparation:pipelines') })

/** Pipelines that the vault keeps by name: use, rename, delete; and keeping the present one. */
export function KeptPipelines({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const kept = useBridgeQuery('preparation:pipelines', [])
  return (
    <Dialog title={t('preparation.kept.title')} size="large" onClose={onClose}>
      <div className="preparation__section">
        <KeepForm kept={kept.data ?? []} />
        {kept.error && <ErrorNotice error={errorOf(kept.error)} />}
        {kept.data?.length === 0 && <p className="quiet">{t('preparation.kept.none')}</p>}
        <ul className="preparation__kept" aria-label={t('preparation.kept.title')}>
          {kept.data?.map((one) => (
            <KeptEntry key={one.id} kept={one} onUsed={onClose} />
          ))}
        </ul>
      </div>
    </Dialog>
  )
}

/** Keeps the pipeline as it stands; one of the same name gives way and can be brought back. */
function KeepForm({ kept }: { kept: readonly KeptPipeline[] }) {
  const { t } = useTranslation()
  const pipeline = useWorkshop((state) => state.history?.now)
  const [name, setName] = useState(pipeline?.name ?? '')
  const bringBack = useBridgeMutation('preparation:setPipelineRemoved', { onSettled: refresh })
  const save = useBridgeMutation('preparation:savePipeline', {
    onSuccess: async ({ id, replaced }) => {
      await refresh()
      showToast({
        tone: 'good',
        text: t('preparation.kept.saved', { name: name.trim() }),
        undo: {
          label: t('common.undo'),
          run: () => {
            bringBack.mutate([{ id, removed: true }], {
              onSuccess: () => {
                if (replaced !== null) bringBack.mutate([{ id: replaced, removed: false }])
              },
            })
          },
        },
      })
    },
  })
  if (!pipeline) return <p className="quiet">{t('preparation.kept.noPipeline')}</p>
  const trimmed = name.trim()
  const isTaken = kept.some((one) => one.name === trimmed)
  return (
    <form
      className="preparation__keep"
      onSubmit={(event) => {
        event.preventDefault()
        if (trimmed === '') return
        edit((now) => ({ ...now, name: trimmed }))
        save.mutate([{ name: trimmed, pipeline: { ...pipeline, name: trimmed } }])
      }}
    >
      <TextField
        label={t('preparation.kept.name')}
        maxLength={120}
        value={name}
        hint={isTaken ? t('preparation.kept.replaces') : t('preparation.kept.nameHint')}
        onChange={({ target }) => setName(target.value)}
      />
      <Button type="submit" tone="primary" busy={save.isPending} disabled={trimmed === ''}>
        {t('preparation.kept.save')}
      </Button>
      {save.error && <ErrorNotice error={errorOf(save.error)} />}
    </form>
  )
}

function KeptEntry({ kept, onUsed }: { kept: KeptPipeline; onUsed(): void }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const table = useWorkshop((state) => state.table)
  const [typed, setTyped] = useState<string | null>(null)
  const rename = useBridgeMutation('preparation:renamePipeline', {
    onSuccess: async () => {
      setTyped(null)
      await refresh()
    },
  })
  const remove = useBridgeMutation('preparation:setPipelineRemoved', {
    onSuccess: async () => {
      await refresh()
      showToast({
        text: t('preparation.kept.removed', { name: kept.name }),
        undo: { label: t('common.undo'), run: () => void restore(kept.id) },
      })
    },
  })
  const failure = rename.error ?? remove.error
  return (
    <li>
      {typed === null ? (
        <div className="preparation__kept-text">
          <h3 className="selectable">{kept.name}</h3>
          <p className="quiet">
            {t('preparation.kept.facts', {
              when: format.moment(kept.changedAtMs),
              steps: kept.pipeline.steps.length,
              parameters: kept.pipeline.parameters.length,
            })}
          </p>
        </div>
      ) : (
        <form
          className="preparation__keep preparation__kept-text"
          onSubmit={(event) => {
            event.preventDefault()
            if (typed.trim() !== '') rename.mutate([{ id: kept.id, name: typed.trim() }])
          }}
        >
          <TextField
            label={t('preparation.kept.newName', { name: kept.name })}
            data-autofocus
            maxLength={120}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <Button type="submit" busy={rename.isPending} disabled={typed.trim() === ''}>
            {t('preparation.kept.rename')}
          </Button>
          <Button tone="quiet" onClick={() => setTyped(null)}>
            {t('common.cancel')}
          </Button>
        </form>
      )}
      {typed === null && (
        <>
          <Button
            disabled={table === null}
            aria-label={t('preparation.kept.useNamed', { name: kept.name })}
            onClick={() => {
              onUsed()
              void replacePipeline({ ...kept.pipeline, name: kept.name })
            }}
          >
            {t('preparation.kept.use')}
          </Button>
          <IconButton
            label={t('preparation.kept.renameNamed', { name: kept.name })}
            icon={<Pencil />}
            onClick={() => setTyped(kept.name)}
          />
          <IconButton
            label={t('preparation.kept.remove', { name: kept.name })}
            icon={<Trash2 />}
            onClick={() => remove.mutate([{ id: kept.id, removed: true }])}
          />
        </>
      )}
      {failure && <ErrorNotice error={errorOf(failure)} />}
    </li>
  )
}

/** By a toast, which may outlive the dialog. */
async function restore(id: string): Promise<void> {
  try {
    await call('preparation:setPipelineRemoved', { id, removed: false })
  } finally {
    await refresh()
  }
}

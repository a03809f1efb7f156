import { Boxes, Plus, ClipboardCheck, Table2, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ModelState } from '../../../shared/domain/analysis/analysis'
import { modelKey } from '../../../shared/domain/models/model-key'
import type { ChannelResponse } from '../../../shared/ipc/contract'
import { ErrorCode, type AppError } from '../../../shared/result'
import { navigate } from '../../app/navigation'
import { errorOf, queryKey, useBridgeMutation, useBridgeQuery } from '../../bridge'
import { queryClient } from '../../app/query-client'
import { toLanguage } from '../../i18n/format'
import { Badge, type BadgeTone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { MarkdownView } from '../../ui/markdown-view'
import { Spinner } from '../../ui/progress'
import { Tabs } from '../../ui/tabs'
import { showToast } from '../../ui/toast'
import { ModelChecks } from './model-checks'
import { ModelPerformance } from './model-performance'
import { ModelUse } from './model-use'
import { AddModel } from './add/add-model'
import { MakeFilms } from './synthesis/make-films'
import { VersionActions } from './version-actions'
import './models.css'

export type InstalledModel = ChannelResponse<'models:list'>[number]

const stateTones: Record<ModelState['state'], BadgeTone> = {
  loading: 'neutral',
  available: 'good',
  quarantined: 'danger',
}

/** In the place of a model's key: the page that adds one. */
const addingModel = '+'

/** The installed models: may they be used, what for, how good are they. */
export function ModelsPage({ modelId }: { modelId: string | null }) {
  const { t } = useTranslation()
  const models = useBridgeQuery('models:list', [])
  const shown =
    models.data?.find((model) => keyOf(model) === modelId) ??
    models.data?.find(({ id, isDefault }) => id === modelId && isDefault) ??
    models.data?.[0]
  if (models.error) {
    return (
      <div className="models__failed">
        <ErrorNotice error={errorOf(models.error)} />
      </div>
    )
  }
  if (models.data?.length === 0) {
    return (
      <EmptyState icon={<Boxes />} title={t('models.none')}>
        {t('models.noneText')}
      </EmptyState>
    )
  }
  return (
    <div className="models">
      <aside className="models__side">
        <h1>{t('models.title')}</h1>
        <p className="quiet">{t('models.intro')}</p>
        <Button
          icon={<Plus />}
          aria-current={modelId === addingModel || undefined}
          onClick={() => navigate({ page: 'models', modelId: addingModel })}
        >
          {t('addModel.title')}
        </Button>
        <Button icon={<Table2 />} onClick={() => navigate({ page: 'preparation' })}>
          {t('preparation.open')}
        </Button>
        <ul aria-label={t('models.list')} className="models__list">
          {models.isPending && <Spinner />}
          {models.data?.map((model) => (
            <li key={keyOf(model)}>
              <ModelEntry model={model} current={modelId !== addingModel && model === shown} />
            </li>
          ))}
        </ul>
      </aside>
      {modelId === addingModel ? (
        <AddModel />
      ) : (
        shown && <ModelDetail key={keyOf(shown)} model={shown} models={models.data ?? []} />
      )}
    </div>
  )
}

const keyOf = ({ id, version }: InstalledModel): string => modelKey(id, version)

const useTitle = (model: InstalledModel): string => {
  const { i18n } = useTranslation()
  return model.manifest?.title[toLanguage(i18n.language)] ?? model.id
}

function ModelEntry({ model, current }: { model: InstalledModel; current: boolean }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      className="models__entry"
      aria-current={current || undefined}
      onClick={() => navigate({ page: 'models', modelId: keyOf(model) })}
    >
      <span className="models__entry-title">{useTitle(model)}</span>
      <span className="quiet">
        {model.id} {model.version}
      </span>
      <Badge tone={stateTones[model.state.state]}>{t(`models.state.${model.state.state}`)}</Badge>
    </button>
  )
}

type Tab = 'use' | 'performance' | 'checks' | 'card'

function ModelDetail({ model, models }: { model: InstalledModel; models: readonly InstalledModel[] }) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<Tab>('use')
  const { manifest } = model
  const card = {
    value: 'card',
    label: t('models.tabs.card'),
    content: (
      <div className="models__panel">
        {model.card ? <MarkdownView source={model.card} below={2} /> : <p>{t('models.cardNone')}</p>}
      </div>
    ),
  } as const
  const items = manifest
    ? ([
        {
          value: 'use',
          label: t('models.tabs.use'),
          content: <ModelUse manifest={manifest} preparation={model.preparation} />,
        },
        {
          value: 'performance',
          label: t('models.tabs.performance'),
          content: <ModelPerformance manifest={manifest} />,
        },
        {
          value: 'checks',
          label: t('models.tabs.checks'),
          content: <ModelChecks manifest={manifest} state={model.state} />,
        },
        card,
      ] as const)
    : [card]
  return (
    <section className="models__detail" aria-label={useTitle(model)}>
      <DetailHead model={model} />
      <VersionActions model={model} models={models} />
      {manifest?.task === 'image-generation' && model.state.state === 'available' && (
        <MakeFilms manifest={manifest} />
      )}
      <div className="models__tabs">
        <Tabs<Tab>
          label={t('models.tabs.label')}
          value={manifest ? tab : 'card'}
          items={items}
          onValue={setTab}
        />
      </div>
    </section>
  )
}

function DetailHead({ model }: { model: InstalledModel }) {
  const { t } = useTranslation()
  const { state } = model
  const verify = useBridgeMutation('models:verify', {
    onSuccess: (next) => {
      void queryClient.invalidateQueries({ queryKey: queryKey('models:list') })
      if (next.state === 'available') showToast({ tone: 'good', text: t('models.verified') })
    },
  })
  const checking = verify.isPending || state.state === 'loading'
  return (
    <header className="models__head">
      <div className="models__head-text">
        <h2>{useTitle(model)}</h2>
        <p className="quiet">
          <span className="selectable">{model.id}</span> · {t('models.version', { version: model.version })} ·{' '}
          {model.origin === 'site' ? t('addModel.versions.site') : t('models.origin')}
        </p>
      </div>
      <Badge tone={stateTones[state.state]}>{t(`models.state.${state.state}`)}</Badge>
      <Button
        icon={<ShieldCheck />}
        busy={checking}
        onClick={() => verify.mutate([{ id: model.id, version: model.version }])}
      >
        {t('models.verify')}
      </Button>
      {model.manifest?.task === 'image-classification' && (
        <Button
          icon={<ClipboardCheck />}
          onClick={() => navigate({ page: 'models', modelId: keyOf(model), check: true })}
        >
          {t('localCheck.open')}
        </Button>
      )}
      <span className="visually-hidden" role="status">
        {checking && t('models.verifying')}
      </span>
      {verify.error && <ErrorNotice error={errorOf(verify.error)} />}
      {state.state === 'quarantined' && (
        <div className="models__quarantine">
          <h3>{t('models.quarantineWhy')}</h3>
          <ErrorNotice live={false} error={quarantineError(state.error)} kept={t('models.quarantineKept')} />
          <p className="quiet selectable">{state.error.message}</p>
        </div>
      )}
    </header>
  )
}

/** The registry's reason as an error to show; an unknown code of a newer registry stays readable. */
function quarantineError(error: { code: string; message: string }): AppError {
  const known = ErrorCode.safeParse(error.code)
  return { code: known.success ? known.data : 'MODEL_LOAD_FAILED', message: error.message }
}

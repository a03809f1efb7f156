import { Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GeneratorManifest } from '../../../../shared/domain/models/manifest'
import { mostFilms, type Synthesis } from '../../../../shared/domain/synthesis/synthesis'
import { navigate } from '../../../app/navigation'
import { errorOf, useBridgeMutation, useBridgeQuery } from '../../../bridge'
import { toLanguage } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Progress } from '../../../ui/progress'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import './make-films.css'

/** stands for every class in turn; no label of a model holds a colon */
const everyClass = ':all'

/** Orders synthetic films from a generator, and tells how the order goes on. */
export function MakeFilms({ manifest }: { manifest: GeneratorManifest }) {
  const { t, i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  const [label, setLabel] = useState(everyClass)
  const [countText, setCountText] = useState('6')
  const current = useBridgeQuery('synthesis:current', [])
  const start = useBridgeMutation('synthesis:start')
  const order = current.data?.modelId === manifest.id ? current.data : null
  const runs = order?.state === 'drawing' || order?.state === 'importing'
  const count = /^\d{1,4}$/.test(countText.trim()) ? Number(countText) : 0
  const isCount = count >= 1 && count <= mostFilms
  const classes = manifest.inputs.flatMap(({ fill }) => (fill.kind === 'class' ? fill.classes : []))
  return (
    <form
      className="make-films"
      aria-label={t('synthesis.title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isCount || runs) return
        start.mutate([
          {
            modelId: manifest.id,
            modelVersion: manifest.version,
            label: label === everyClass ? null : label,
            count,
          },
        ])
      }}
    >
      <p className="make-films__text">{t('synthesis.text')}</p>
      <div className="make-films__order">
        {classes.length > 0 && (
          <Select
            label={t('synthesis.label')}
            value={label}
            options={[
              { value: everyClass, label: t('synthesis.all') },
              ...classes.map((each) => ({ value: each.label, label: each.title[language] })),
            ]}
            onValue={setLabel}
          />
        )}
        <TextField
          className="make-films__count"
          label={t('synthesis.count')}
          inputMode="numeric"
          value={countText}
          hint={t('synthesis.countHint', { most: mostFilms })}
          error={isCount ? undefined : t('synthesis.countError', { most: mostFilms })}
          onChange={(event) => setCountText(event.target.value)}
        />
        <Button
          type="submit"
          icon={<Sparkles />}
          busy={runs || start.isPending}
          disabled={!isCount}
          className="make-films__start"
        >
          {t('synthesis.start')}
        </Button>
      </div>
      {start.error && <ErrorNotice error={errorOf(start.error)} />}
      {order && <OrderState order={order} />}
    </form>
  )
}

function OrderState({ order }: { order: Synthesis }) {
  const { t } = useTranslation()
  const cancel = useBridgeMutation('synthesis:cancel')
  const { state, done, total } = order
  if (state === 'failed') return order.error && <ErrorNotice error={order.error} />
  const texts = {
    drawing: t('synthesis.drawing', { done, total }),
    importing: t('synthesis.importing', { total }),
    done: t('synthesis.done', { count: total }),
    cancelled: t('synthesis.cancelled'),
  }
  const runs = state === 'drawing' || state === 'importing'
  return (
    <div className="make-films__state">
      {runs && (
        <Progress
          label={t('synthesis.title')}
          value={done}
          max={state === 'drawing' ? total : null}
          valueText={texts[state]}
        />
      )}
      <p role="status">{texts[state]}</p>
      {runs && <Button onClick={() => cancel.mutate([])}>{t('synthesis.cancel')}</Button>}
      {state === 'done' && (
        <Button tone="quiet" onClick={() => navigate({ page: 'worklist' })}>
          {t('synthesis.show')}
        </Button>
      )}
    </div>
  )
}

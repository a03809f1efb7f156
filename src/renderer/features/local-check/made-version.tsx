import { useTranslation } from 'react-i18next'
import { modelKey } from '../../../shared/domain/models/model-key'
import { navigate } from '../../app/navigation'
import { queryClient } from '../../app/query-client'
import { errorOf, queryKey, useBridgeMutation, useBridgeQuery } from '../../bridge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { showToast } from '../../ui/toast'

interface MadeVersionProps {
  id: string
  version: string
  /** the version it was made from */
  before: string
}

/** A version that was just made; to make it the default is a step of its own, with a way back. */
export function MadeVersion({ id, version, before }: MadeVersionProps) {
  const { t } = useTranslation()
  const models = useBridgeQuery('models:list', [])
  const versions = models.data?.filter((each) => each.id === id) ?? []
  const isDefault = versions.some((each) => each.version === version && each.isDefault)
  const choose = useBridgeMutation('localCheck:setDefault', {
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: queryKey('models:list') }),
  })
  const makeDefault = () =>
    choose.mutate([{ id, version }], {
      onSuccess: (answer) =>
        showToast({
          tone: 'good',
          text: t('localCheck.proposal.madeDefault', { version }),
          undo: {
            label: t('common.undo'),
            run: () => choose.mutate([{ id, version: answer.before ?? before }]),
          },
        }),
    })
  return (
    <div className="local-check__notice">
      <p>
        {isDefault
          ? t('localCheck.proposal.madeDefault', { version })
          : t('localCheck.proposal.made', { version })}
      </p>
      <div className="local-check__actions">
        {!isDefault && (
          <Button busy={choose.isPending} onClick={makeDefault}>
            {t('localCheck.proposal.makeDefault')}
          </Button>
        )}
        <Button tone="quiet" onClick={() => navigate({ page: 'models', modelId: modelKey(id, version) })}>
          {t('localCheck.proposal.toModel')}
        </Button>
      </div>
      {choose.error && <ErrorNotice error={errorOf(choose.error)} />}
    </div>
  )
}

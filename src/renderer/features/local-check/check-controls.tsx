import { useTranslation } from 'react-i18next'
import type {
  CheckedModel,
  LocalCheckRequest,
  TruthSource,
} from '../../../shared/domain/local-check/local-check'
import type { TruthImport } from '../../../shared/domain/local-check/truth-file'
import { modelKey } from '../../../shared/domain/models/model-key'
import { navigate } from '../../app/navigation'
import { useBridgeQuery } from '../../bridge'
import { toLanguage } from '../../i18n/format'
import { Select, type SelectOption } from '../../ui/select'
import { useFindings } from './use-findings'

export type CheckChoice = Pick<LocalCheckRequest, 'label' | 'source'>

export interface CheckControlsProps {
  models: readonly CheckedModel[]
  model: CheckedModel
  /** those that count */
  imports: readonly TruthImport[]
  choice: CheckChoice
  onChoice(choice: CheckChoice): void
}

/** Which version, which finding, which truth. */
export function CheckControls({ models, model, imports, choice, onChoice }: CheckControlsProps) {
  const { t } = useTranslation()
  const findings = useFindings(model)
  const titleOf = useModelTitle()
  const truths = useTruths({ model, imports, choice })
  return (
    <div className="local-check__controls">
      <Select
        label={t('localCheck.model')}
        value={keyOf(model)}
        options={models.map((each) => ({ value: keyOf(each), label: titleOf(each) }))}
        onValue={(key) => {
          const chosen = models.find((each) => keyOf(each) === key)
          if (chosen) navigate({ page: 'models', modelId: keyOf(chosen), check: true })
        }}
      />
      <Select
        label={t('localCheck.finding')}
        value={choice.label}
        options={findings.map(({ label, title }) => ({ value: label, label: title }))}
        onValue={(label) => onChoice({ ...choice, label })}
      />
      <Select
        label={t('localCheck.truth')}
        value={sourceKey(choice.source)}
        options={truths}
        onValue={(key) => onChoice({ ...choice, source: sourceOf(key) })}
      />
    </div>
  )
}

const keyOf = ({ id, version }: CheckedModel) => modelKey(id, version)

export const sourceKey = (source: TruthSource): string =>
  source.kind === 'readers' ? 'readers' : (source.importId ?? 'imports')

const sourceOf = (key: string): TruthSource =>
  key === 'readers' ? { kind: 'readers' } : { kind: 'imports', importId: key === 'imports' ? null : key }

/** What the truth can be taken from, in words. */
export function useTruths({
  model,
  imports,
  choice,
}: Pick<CheckControlsProps, 'model' | 'imports' | 'choice'>): SelectOption<string>[] {
  const { t } = useTranslation()
  const reviewed = model.labels.find(({ label }) => label === choice.label)?.reviewed ?? 0
  return [
    { value: 'readers', label: t('localCheck.readers', { n: reviewed }) },
    { value: 'imports', label: t('localCheck.allImports') },
    ...imports.map(({ id, fileName }) => ({
      value: id,
      label: t('localCheck.oneImport', { name: fileName }),
    })),
  ]
}

export function useModelTitle(): (model: CheckedModel) => string {
  const { t, i18n } = useTranslation()
  const installed = useBridgeQuery('models:list', [])
  return ({ id, version }) => {
    const manifest = installed.data?.find((each) => each.id === id && each.version === version)?.manifest
    const name = `${id} ${version}`
    return manifest
      ? `${version} · ${manifest.title[toLanguage(i18n.language)]}`
      : t('localCheck.notInstalled', { name })
  }
}

import { useTranslation } from 'react-i18next'
import { useAppInfo, useBridgeQuery } from '../../bridge'
import { ToneShape } from '../../ui/badge'
import { FactList, SettingsGroup } from './settings-group'

export function AboutSettings() {
  const { t } = useTranslation()
  const info = useAppInfo().data
  const models = useBridgeQuery('models:list', []).data ?? []
  if (!info) return null
  const providers = [
    ...new Set(models.flatMap(({ state }) => (state.state === 'available' ? [state.provider] : []))),
  ].map((provider) => t(`models.checks.providers.${provider}`))
  return (
    <SettingsGroup title={t('settings.about.title')}>
      <p className="settings-group__notice">
        <ToneShape tone="warning" />
        <span>
          <strong>{t('shell.researchOnly')}</strong> {t('shell.researchOnlyHint')}
        </span>
      </p>
      <FactList
        facts={[
          [t('settings.about.version'), info.version],
          [t('settings.about.electron'), info.electron],
          [
            t('settings.about.runtime'),
            t(info.runtimeIsOfficial ? 'settings.about.runtimeOfficial' : 'settings.about.runtimeUnofficial'),
          ],
          [t('settings.about.onnx'), info.onnxRuntime],
          [t('settings.about.provider'), providers.length > 0 ? providers.join(', ') : t('shell.model.none')],
          [t('settings.about.graphics'), t(`settings.about.${info.graphics}`)],
          [t('settings.about.platform'), info.platform],
          [t('settings.about.licence'), 'Apache-2.0'],
        ]}
      />
    </SettingsGroup>
  )
}

import { useTranslation } from 'react-i18next'
import type { CheckedModel } from '../../../shared/domain/local-check/local-check'
import { findingLabel } from '../../../shared/domain/local-check/local-version'
import { useBridgeQuery } from '../../bridge'
import { toLanguage } from '../../i18n/format'
import type { FindingChoice } from './mapping-draft'

/** The model's findings with their titles in the user's language; the bare name where the model is gone. */
export function useFindings({ id, version, labels }: CheckedModel): FindingChoice[] {
  const { i18n } = useTranslation()
  const installed = useBridgeQuery('models:list', [])
  const language = toLanguage(i18n.language)
  const manifest = installed.data?.find((each) => each.id === id && each.version === version)?.manifest
  return labels.map(({ label }) => ({
    label,
    title: (manifest && findingLabel(manifest, label)?.title[language]) ?? label,
  }))
}

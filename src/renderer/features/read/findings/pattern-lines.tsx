import { useTranslation } from 'react-i18next'
import type { FindingOutput } from '../../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { toLanguage, useFormatters } from '../../../i18n/format'
import { localText } from '../../../i18n/local-text'
import { ProbabilityMeter } from '../../../ui/meter'
import { useTitleOf } from './finding-card'
import { patternOf } from './model-facts'
import { valueText } from '../../../i18n/probability-text'

/** What follows a finding in the answer up to the next one: what it divides into. */
export function partsOf(outputs: readonly FindingOutput[], finding: FindingOutput): readonly FindingOutput[] {
  const from = outputs.indexOf(finding) + 1
  const next = outputs.findIndex(({ kind }, at) => at >= from && kind === 'finding')
  return outputs.slice(from, next < 0 ? undefined : next)
}

interface PatternLinesProps {
  finding: string
  /** what follows the finding in the answer: nothing found, and the patterns */
  parts: readonly FindingOutput[]
  manifest: ModelManifest | null
}

/** How a finding's probability divides, as lines below it: no thresholds, no marks, and a word of caution. */
export function PatternLines({ finding, parts, manifest }: PatternLinesProps) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const titleOf = useTitleOf(manifest)
  if (parts.length === 0) return null
  const caution = manifest && patternOf(manifest, finding)?.caution
  const hasPatterns = parts.some(({ kind }) => kind === 'pattern')
  return (
    <div className="patterns">
      <h2 className="patterns__title">{t('read.findings.patterns')}</h2>
      <ul className="patterns__list">
        {parts.map((part) => {
          const value = valueText(part, format)
          return (
            <li key={part.label} className="patterns__line">
              <span>{titleOf(part.label)}</span>
              <span className="patterns__value">{value}</span>
              <ProbabilityMeter
                label={titleOf(part.label)}
                value={part.probability}
                threshold={null}
                valueText={value}
              />
            </li>
          )
        })}
      </ul>
      {hasPatterns && (
        <p className="patterns__caution" data-testid="pattern-caution">
          {caution ? localText(caution, toLanguage(i18n.language)) : t('read.findings.patternCaution')}
        </p>
      )}
    </div>
  )
}

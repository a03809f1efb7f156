import { ChevronDown, ChevronUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FindingOutput } from '../../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { useFormatters } from '../../../i18n/format'
import { ToneShape } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { ProbabilityMeter } from '../../../ui/meter'
import { FindingMeaning, FindingValue, stanceOf, stanceTones, useTitleOf } from './finding-card'
import { byMargin, foremost } from './finding-order'
import { partsOf, PatternLines } from './pattern-lines'
import { thresholdText, valueText } from '../../../i18n/probability-text'
import type { Findings } from './use-findings'

interface FindingsListProps {
  /** all of the answer: findings, each followed by what it divides into */
  outputs: readonly FindingOutput[]
  findings: Findings
  manifest: ModelManifest | null
}

/** The findings of a model that has many, furthest above its threshold first; the chosen one is told in full. */
export function FindingsList({ outputs, findings, manifest }: FindingsListProps) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const sorted = byMargin(outputs.filter(({ kind }) => kind === 'finding'))
  const first = foremost(sorted)
  const shown = all
    ? sorted
    : sorted.filter((output) => first.includes(output) || output.label === findings.label)
  return (
    <div className="finding-list">
      <ul aria-label={t('read.findings.list')}>
        {shown.map((output) => (
          <li key={output.label}>
            <FindingRow output={output} findings={findings} manifest={manifest}>
              <PatternLines finding={output.label} parts={partsOf(outputs, output)} manifest={manifest} />
            </FindingRow>
          </li>
        ))}
      </ul>
      {first.length < sorted.length && (
        <Button tone="quiet" icon={all ? <ChevronUp /> : <ChevronDown />} onClick={() => setAll(!all)}>
          {all ? t('read.findings.showFewer') : t('read.findings.showAll', { count: sorted.length })}
        </Button>
      )}
    </div>
  )
}

interface FindingRowProps {
  output: FindingOutput
  findings: Findings
  manifest: ModelManifest | null
  /** below the finding told in full */
  children: ReactNode
}

function FindingRow({ output, findings, manifest, children }: FindingRowProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const title = useTitleOf(manifest)(output.label)
  const chosen = findings.label === output.label
  const { threshold, calibrated } = output
  const value = valueText(output, format)
  const limit = threshold === null ? '' : thresholdText(threshold, calibrated, format)
  const stance = stanceOf(output)
  const stanceWord = {
    refer: t('read.findings.refer'),
    positive: t('read.findings.positive', { threshold: limit }),
    plain: t('read.findings.negative', { threshold: limit }),
  }[stance]
  return (
    <div className="finding-row" data-stance={stance}>
      <button
        type="button"
        className="finding-row__head"
        aria-expanded={chosen}
        onClick={() => findings.chooseLabel(output.label)}
      >
        <ToneShape tone={stanceTones[stance]} />
        <span className="finding-row__title">{title}</span>
        <span className="finding-row__value">{value}</span>
        <span className="visually-hidden">{stanceWord}</span>
      </button>
      {chosen ? (
        <div className="finding-row__body">
          <FindingValue output={output} title={title} />
          <FindingMeaning output={output} manifest={manifest} />
          {children}
        </div>
      ) : (
        <ProbabilityMeter
          label={title}
          value={output.probability}
          threshold={threshold}
          range={output.range}
          tone={stance}
          valueText={t('read.findings.probabilityText', { value, threshold: limit })}
        />
      )}
    </div>
  )
}

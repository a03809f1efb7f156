import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FindingOutput } from '../../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { toLanguage, useFormatters } from '../../../i18n/format'
import { localText } from '../../../i18n/local-text'
import { Badge, type BadgeTone } from '../../../ui/badge'
import { classNames } from '../../../ui/class-names'
import { ProbabilityMeter } from '../../../ui/meter'
import { findingOf, titlesOf } from './model-facts'
import { thresholdText, valueText } from '../../../i18n/probability-text'

type Stance = 'positive' | 'refer' | 'plain'
/** What must be decided by a reader says so before on which side of the threshold it lies. */
export const stanceOf = ({ positive, refer }: FindingOutput): Stance =>
  refer ? 'refer' : positive ? 'positive' : 'plain'
export const stanceTones: Record<Stance, BadgeTone> = {
  positive: 'warning',
  refer: 'refer',
  plain: 'neutral',
}

/** The name of a label in the language of the interface; the bare label where the model is not installed any more. */
export function useTitleOf(manifest: ModelManifest | null): (label: string) => string {
  const { i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  const titles = manifest && titlesOf(manifest)
  return (label) => {
    const title = titles?.get(label)
    return title ? localText(title, language) : label
  }
}

interface FindingCardProps {
  output: FindingOutput
  manifest: ModelManifest | null
  /** below the finding itself */
  children?: ReactNode
}

/** One finding in full: value, threshold, range, what it means. */
export function FindingCard({ output, manifest, children }: FindingCardProps) {
  const titleOf = useTitleOf(manifest)
  const title = titleOf(output.label)
  const stance = stanceOf(output)
  return (
    <section className={classNames('outcome', `outcome--${stance}`)} aria-label={title}>
      <p className="outcome__title">{title}</p>
      <FindingValue output={output} title={title} />
      <FindingMeaning output={output} manifest={manifest} />
      {children}
    </section>
  )
}

/** The figures and the bar. */
export function FindingValue({ output, title }: { output: FindingOutput; title: string }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { calibrated, range, threshold } = output
  const stance = stanceOf(output)
  const value = valueText(output, format)
  const limit = threshold === null ? null : thresholdText(threshold, calibrated, format)
  const name = calibrated ? t('read.findings.probability') : t('read.findings.score')
  const side =
    limit === null
      ? null
      : t(output.positive ? 'read.findings.positive' : 'read.findings.negative', { threshold: limit })
  return (
    <>
      <div className="outcome__value">
        <span className="outcome__number">
          {!calibrated && <span className="outcome__unit">{name} </span>}
          <span data-testid="probability">{value}</span>
        </span>
        {side !== null && (
          <Badge tone={stanceTones[stance]}>{stance === 'refer' ? t('read.findings.refer') : side}</Badge>
        )}
      </div>
      <ProbabilityMeter
        label={`${name}: ${title}`}
        value={output.probability}
        threshold={threshold}
        range={range}
        tone={stance}
        valueText={limit === null ? value : t('read.findings.probabilityText', { value, threshold: limit })}
      />
      {stance === 'refer' && side !== null && <p className="outcome__side">{side}</p>}
      {range && (
        <p className="outcome__side" data-testid="range">
          {t('read.findings.range', {
            count: range.members,
            low: valueText({ probability: range.low, calibrated }, format),
            high: valueText({ probability: range.high, calibrated }, format),
          })}
        </p>
      )}
    </>
  )
}

/** What the value means in words; where a reader must decide, why. */
export function FindingMeaning({
  output,
  manifest,
}: {
  output: FindingOutput
  manifest: ModelManifest | null
}) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const finding = manifest && findingOf(manifest, output.label)
  const { refer, threshold, calibrated, probability } = output
  const band = finding?.refer
  const near = !band || (probability >= band.low && probability <= band.high)
  return (
    <>
      {refer && threshold !== null && (
        <p className="outcome__refer" data-testid="refer">
          {near
            ? t(band ? 'read.findings.referBand' : 'read.findings.referNear', {
                threshold: thresholdText(threshold, calibrated, format),
                ...(band && {
                  low: thresholdText(band.low, calibrated, format),
                  high: thresholdText(band.high, calibrated, format),
                }),
              })
            : t('read.findings.referApart')}
        </p>
      )}
      {finding && !refer && (
        <p className="outcome__text">
          {localText(
            output.positive ? finding.meaning.positive : finding.meaning.negative,
            toLanguage(i18n.language),
          )}
        </p>
      )}
      {!calibrated && <p className="outcome__side">{t('read.findings.scoreHint')}</p>}
    </>
  )
}

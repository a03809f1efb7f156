import { Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ParameterRule, ValueRange } from '../../../shared/domain/preparation/pipeline'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { CommittedNumber } from './committed-number'
import { changeRule } from './pipeline-edits'
import { useCatalogueText } from './use-catalogue-text'
import { usePreparationText } from './use-preparation-text'
import { edit } from './workshop-store'

type RangeKind = 'plausible' | 'possible'

/** The rule that the pipeline holds for one parameter, with where its numbers come from; ranges can be changed. */
export function RuleForm({ rule }: { rule: ParameterRule }) {
  const { t } = useTranslation()
  const text = usePreparationText()
  const catalogue = useCatalogueText()
  const unit = text.unit(rule.unit)
  return (
    <section className="preparation__section" aria-labelledby="preparation-rule">
      <h3 id="preparation-rule">{t('preparation.rule.title')}</h3>
      {rule.role === 'target' && <p className="quiet">{t('preparation.rule.target')}</p>}
      {rule.values.kind === 'category' ? (
        <p className="quiet">{t('preparation.rule.category')}</p>
      ) : (
        <>
          <RangeFields rule={rule} kind="plausible" unit={unit} />
          <RangeFields rule={rule} kind="possible" unit={unit} />
        </>
      )}
      {(rule.missing.length > 0 || rule.repairs.length > 0) && (
        <ul className="preparation__list">
          {rule.missing.length > 0 && (
            <li>{t('preparation.rule.missing', { values: rule.missing.map(text.figure).join(', ') })}</li>
          )}
          {rule.repairs.map(({ slip, from, to, factor, offset }) => (
            <li key={`${slip} ${from}`}>
              {t('preparation.rule.repair', {
                slip: catalogue.slip(slip),
                range: text.range({ low: from, high: to }, null),
                formula: formulaText(text.figure, factor, offset),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** 'x × 0.1' or 'x × 0.556 − 17.8' */
function formulaText(figure: (value: number) => string, factor: number, offset: number): string {
  const scaled = `x × ${figure(factor)}`
  if (offset === 0) return scaled
  return `${scaled} ${offset < 0 ? '−' : '+'} ${figure(Math.abs(offset))}`
}

function RangeFields({ rule, kind, unit }: { rule: ParameterRule; kind: RangeKind; unit: string }) {
  const { t } = useTranslation()
  const catalogue = useCatalogueText()
  const range = rule[kind]
  const what = `${rule.name} ${kind}`
  const change = (next: ValueRange | null, key: string | null = what) =>
    edit((pipeline) => changeRule(pipeline, rule.name, { [kind]: next }), key)
  if (range === null) {
    return (
      <div className="preparation__row">
        <span>{t(`preparation.rule.${kind}`)}</span>
        <span className="quiet">{t('preparation.rule.noRange')}</span>
        <Button tone="quiet" icon={<Plus />} onClick={() => change({ low: 0, high: 1, source: 'own' }, null)}>
          {t('preparation.rule.addRange')}
        </Button>
      </div>
    )
  }
  return (
    <div role="group" aria-label={t(`preparation.rule.${kind}`)} className="preparation__range">
      <div className="preparation__range-fields">
        <CommittedNumber
          label={labelled(t(`preparation.rule.${kind}Low`), unit)}
          value={range.low}
          max={range.high}
          onCommit={(low) => change({ ...range, low, source: 'own' })}
        />
        <CommittedNumber
          label={labelled(t(`preparation.rule.${kind}High`), unit)}
          value={range.high}
          min={range.low}
          onCommit={(high) => change({ ...range, high, source: 'own' })}
        />
        <IconButton
          label={t(`preparation.rule.${kind}Remove`)}
          icon={<Trash2 />}
          onClick={() => change(null, null)}
        />
      </div>
      <p className="quiet">{t('preparation.rule.source', { source: catalogue.source(rule, kind) })}</p>
    </div>
  )
}

const labelled = (label: string, unit: string) => (unit === '' ? label : `${label} (${unit})`)

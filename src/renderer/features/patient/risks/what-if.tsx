import { RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OneRiskRequest, RiskCard } from '../../../../shared/domain/risks/risk-result'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { IconButton } from '../../../ui/icon-button'
import { Select } from '../../../ui/select'
import { useDebounced } from '../../../ui/use-debounced'
import { BeforeAfter } from './before-after'
import { CellField } from './cell-field'
import { titlesOf, useRiskText } from './use-risk-text'

/** How the model would answer if values were others: chosen one by one, answered beside the estimate as it is. */
export function WhatIf({ card, request }: { card: RiskCard; request: OneRiskRequest }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const [changes, setChanges] = useState<Readonly<Record<string, string | null>>>({})
  const usable = useDebounced(
    JSON.stringify(Object.entries(changes).filter(([, cell]) => cell !== null)),
    250,
  )
  const asked = Object.fromEntries(JSON.parse(usable) as [string, string][])
  const answer = useBridgeQuery('risks:whatIf', [{ kind: 'table', ...request, changes: asked }], {
    enabled: Object.keys(asked).length > 0,
  })
  const titles = titlesOf(card.inputs, text)
  const free = card.inputs.filter(({ column }) => !(column in changes))
  const without = (column: string) =>
    setChanges(Object.fromEntries(Object.entries(changes).filter(([each]) => each !== column)))
  return (
    <section className="risk-part" aria-labelledby="risk-what-if">
      <h4 id="risk-what-if">{t('risks.whatIf.title')}</h4>
      <p className="risk-small">{t('risks.whatIf.text')}</p>
      <div className="risk-what-if__fields">
        {card.inputs
          .filter(({ column }) => column in changes)
          .map((input) => (
            <div key={input.column} className="risk-what-if__change">
              <CellField
                input={input}
                label={t('risks.whatIf.to', { input: text.local(input.title) })}
                cell={changes[input.column] ?? null}
                onCell={(cell) => setChanges({ ...changes, [input.column]: cell })}
                mayBeUnknown
              />
              <IconButton
                size="small"
                label={t('risks.whatIf.remove', { input: text.local(input.title) })}
                icon={<X aria-hidden="true" />}
                onClick={() => without(input.column)}
              />
            </div>
          ))}
        <Select
          label={t('risks.whatIf.add')}
          value=""
          options={[
            { value: '', label: t('risks.whatIf.choose') },
            ...free.map(({ column }) => ({ value: column, label: titles.get(column) ?? column })),
          ]}
          onValue={(column) => {
            const input = card.inputs.find((each) => each.column === column)
            if (input) setChanges({ ...changes, [column]: input.cell })
          }}
        />
        {Object.keys(changes).length > 0 && (
          <Button tone="quiet" icon={<RotateCcw />} onClick={() => setChanges({})}>
            {t('risks.whatIf.clear')}
          </Button>
        )}
      </div>
      {answer.error && <ErrorNotice error={errorOf(answer.error)} />}
      {Object.keys(asked).length > 0 && answer.data && (
        <BeforeAfter answer={answer.data} finding={text.local(card.finding.title)} titles={titles} />
      )}
    </section>
  )
}

import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canonicalJson } from '../../../../shared/domain/record/entry'
import { type AlertRule, shippedRules } from '../../../../shared/domain/ward/alert-rule'
import { reporting } from '../../../app/import-actions'
import { call, useBridgeQuery } from '../../../bridge'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { IconButton } from '../../../ui/icon-button'
import { Spinner } from '../../../ui/progress'
import { ruleTitle, severityTone } from '../alerts/use-alert-words'
import { draftOf, emptyDraft, type RuleDraft } from './rule-draft'
import { RuleForm } from './rule-form'
import { useConditionText } from './use-condition-text'

/** Rules in force: what they watch, where they come from, and which of them are of this site. */
export function RulesDialog({ wards, onClose }: { wards: readonly string[]; onClose(): void }) {
  const { t } = useTranslation()
  const rules = useBridgeQuery('ward:rules', [])
  const [draft, setDraft] = useState<RuleDraft | null>(null)
  if (draft) return <RuleForm draft={draft} wards={wards} onClose={onClose} onDone={() => setDraft(null)} />
  return (
    <Dialog
      title={t('ward.rule.title')}
      size="large"
      onClose={onClose}
      footer={
        <Button icon={<Plus />} onClick={() => setDraft(emptyDraft)}>
          {t('ward.rule.add')}
        </Button>
      }
    >
      <p className="quiet ward-rules__intro">
        {t('ward.rule.intro')} {t('ward.rule.ladderHint')}
      </p>
      {rules.isPending && <Spinner size={20} />}
      <ul className="ward-rules">
        {rules.data?.map((rule) => (
          <RuleLine
            key={rule.id}
            rule={rule}
            onEdit={() => setDraft(draftOf(rule, ruleTitle(t, rule.id, rule.title)))}
          />
        ))}
      </ul>
    </Dialog>
  )
}

const shippedAs = new Map(shippedRules.map((rule) => [rule.id, canonicalJson(rule)]))

function RuleLine({ rule, onEdit }: { rule: AlertRule; onEdit(): void }) {
  const { t } = useTranslation()
  const condition = useConditionText()
  const isShipped = shippedAs.has(rule.id)
  const isChanged = isShipped && shippedAs.get(rule.id) !== canonicalJson(rule)
  const title = ruleTitle(t, rule.id, rule.title)
  return (
    <li className="ward-rules__line">
      <Checkbox
        label={<span className="visually-hidden">{`${t('ward.rule.enabled')}: ${title}`}</span>}
        checked={rule.enabled}
        onChecked={(enabled) => void reporting(call('ward:saveRule', { ...rule, enabled }))}
      />
      <div className="ward-rules__text">
        <span>
          <strong>{title}</strong>{' '}
          <Badge tone={severityTone[rule.severity]} bare>
            {t(`ward.alerts.severity.${rule.severity}`)}
          </Badge>
          {(isChanged || !isShipped) && (
            <span className="quiet"> {t(isShipped ? 'ward.rule.changed' : 'ward.rule.own')}</span>
          )}
        </span>
        <span>{condition(rule)}</span>
        <span className="quiet selectable">
          {rule.source === null ? t('ward.rule.noSource') : t('ward.rule.source', { source: rule.source })}
        </span>
      </div>
      {(isChanged || !isShipped) && (
        <Button tone="quiet" onClick={() => void reporting(call('ward:resetRule', { ruleId: rule.id }))}>
          {t(isShipped ? 'ward.rule.reset' : 'ward.rule.remove')}
        </Button>
      )}
      <IconButton label={`${t('ward.rule.edit')}: ${title}`} icon={<Pencil />} onClick={onEdit} />
    </li>
  )
}

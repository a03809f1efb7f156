import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorOf, useBridgeMutation } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { NumberField } from '../../../ui/number-field'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { comparatorKeys } from './use-condition-text'
import { type DraftFault, type RuleDraft, ruleOf, watchChoices, watchTitle } from './rule-draft'

interface RuleFormProps {
  draft: RuleDraft
  /** names to choose from */
  wards: readonly string[]
  onClose(): void
  onDone(): void
}

export function RuleForm({ draft: given, wards, onClose, onDone }: RuleFormProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(given)
  const [fault, setFault] = useState<DraftFault | null>(null)
  const saving = useBridgeMutation('ward:saveRule', { onSuccess: onDone })
  const change = (what: Partial<RuleDraft>) => {
    setDraft((now) => ({ ...now, ...what }))
    setFault(null)
    saving.reset()
  }
  const save = () => {
    const made = ruleOf(draft, `own-${crypto.randomUUID().slice(0, 8)}`)
    if ('fault' in made) setFault(made.fault)
    else saving.mutate([made.rule])
  }
  return (
    <Dialog
      title={given.id === null ? t('ward.rule.add') : given.title}
      onClose={onClose}
      footer={
        <>
          {fault === 'incomplete' && (
            <span className="field__note--error" role="alert">
              {t('ward.rule.incomplete')}
            </span>
          )}
          <Button onClick={onDone}>{t('ward.rule.back')}</Button>
          <Button tone="primary" busy={saving.isPending} onClick={save}>
            {t('ward.rule.save')}
          </Button>
        </>
      }
    >
      <div className="ward-rule-form">
        <ConditionFields draft={draft} change={change} fault={fault} failed={saving.error} />
        <WhenFields draft={draft} change={change} wards={wards} />
      </div>
    </Dialog>
  )
}

interface FieldsProps {
  draft: RuleDraft
  change(what: Partial<RuleDraft>): void
}

const scoreUnit = '{score}'

function ConditionFields({
  draft,
  change,
  fault,
  failed,
}: FieldsProps & { fault: DraftFault | null; failed: Error | null }) {
  // prettier-ignore
  const { t } = useTranslation()
  const { language } = useFormatters()
  const isScore = draft.watch === 'news2' || draft.watch === 'news2-part'
  const known = [
    { value: 'news2', label: t('ward.rule.news2') },
    { value: 'news2-part', label: t('ward.rule.news2Part') },
    ...watchChoices(language),
  ]
  const isListed = known.some(({ value }) => value === draft.watch)
  const own = {
    value: draft.watch,
    label: watchTitle(draft.watch, language) ?? t('ward.rule.otherCodes', { codes: draft.watch }),
  }
  const options = isListed ? known : [own, ...known.filter(({ label }) => label !== own.label)]
  const failure = failed ? errorOf(failed) : null
  const unitError =
    failure?.details?.['field'] === 'unit'
      ? t('ward.rule.unitWrong')
      : failure
        ? t(`errors.${failure.code}.title`)
        : undefined
  return (
    <>
      <TextField
        label={t('ward.rule.name')}
        required
        maxLength={120}
        data-autofocus
        value={draft.title}
        onChange={({ target }) => change({ title: target.value })}
      />{' '}
      {/* prettier-ignore */}
      <Select
        label={t('ward.rule.watch')}
        value={draft.watch}
        options={options}
        onValue={(watch) => change({ watch, ...(watch.startsWith('news2') ? { unit: scoreUnit, kind: 'value' } : isScore ? { unit: '' } : {}) })}
      />
      {!isScore && (
        <div className="ward-rule-form__row">
          <Select
            label={t('ward.rule.kind')}
            value={draft.kind}
            options={[
              { value: 'value', label: t('ward.rule.kindValue') },
              { value: 'rise', label: t('ward.rule.kindRise') },
            ]}
            onValue={(kind) => change({ kind })}
          />
          {draft.kind === 'rise' && (
            <NumberField
              label={t('ward.rule.withinHours')}
              value={draft.withinHours}
              onValue={(withinHours) => change({ withinHours })}
            />
          )}{' '}
          {/* prettier-ignore */}
        </div>
      )}
      <div className="ward-rule-form__row">
        <Select
          label={t('ward.rule.comparator')}
          value={draft.comparator}
          options={(['<', '<=', '>=', '>'] as const).map((value) => ({
            value,
            label: t(`ward.rule.comparators.${comparatorKeys[value]}`),
          }))}
          onValue={(comparator) => change({ comparator })}
        />
        <NumberField
          label={t('ward.rule.limit')}
          required
          value={draft.limit}
          onValue={(limit) => change({ limit })}
        />
        <TextField
          label={t('ward.rule.unit')}
          required
          disabled={isScore}
          error={unitError}
          value={draft.unit}
          onChange={({ target }) => change({ unit: target.value })}
        />{' '}
        {/* prettier-ignore */}
      </div>
      <div className="ward-rule-form__row">
        <NumberField
          label={t('ward.rule.clear')}
          required
          hint={t('ward.rule.clearHint')}
          error={fault === 'clear' ? t('ward.rule.clearWrong') : undefined}
          value={draft.clear}
          onValue={(clear) => change({ clear })}
        />{' '}
        {/* prettier-ignore */}
        <NumberField label={t('ward.rule.worse')} required hint={t('ward.rule.worseHint')} value={draft.worse} onValue={(worse) => change({ worse })} />{' '}
        {/* prettier-ignore */}
      </div>
    </>
  )
}

function WhenFields({ draft, change, wards }: FieldsProps & { wards: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="ward-rule-form__row">
        <NumberField
          label={t('ward.rule.inARow')}
          required
          value={draft.inARow}
          onValue={(inARow) => change({ inARow })}
        />
        <NumberField
          label={t('ward.rule.maxAge')}
          required
          value={draft.greatestAgeHours}
          onValue={(greatestAgeHours) => change({ greatestAgeHours })}
        />{' '}
        {/* prettier-ignore */}
        <Select
          label={t('ward.rule.severity')}
          value={draft.severity}
          options={(['critical', 'urgent', 'notice'] as const).map((value) => ({ value, label: t(`ward.alerts.severity.${value}`) }))}
          onValue={(severity) => change({ severity })}
        />
      </div>
      <div className="ward-rule-form__row">
        <NumberField
          label={t('ward.rule.ageFrom')}
          value={draft.ageFrom}
          onValue={(ageFrom) => change({ ageFrom })}
        />
        <NumberField
          label={t('ward.rule.ageTo')}
          value={draft.ageTo}
          onValue={(ageTo) => change({ ageTo })}
        />
        <Select
          label={t('ward.rule.sex')}
          value={draft.sex}
          options={[
            { value: 'any', label: t('ward.rule.anySex') },
            { value: 'female', label: t('ward.sex.F') },
            { value: 'male', label: t('ward.sex.M') },
          ]}
          onValue={(sex) => change({ sex })}
        />
      </div>
      <TextField
        label={t('ward.rule.wards')}
        hint={
          wards.length === 0 ? t('ward.rule.wardsHint') : `${t('ward.rule.wardsHint')} ${wards.join(' · ')}`
        }
        value={draft.wards}
        onChange={({ target }) => change({ wards: target.value })}
      />{' '}
      {/* prettier-ignore */}
      <Checkbox label={t('ward.rule.enabled')} checked={draft.enabled} onChecked={(enabled) => change({ enabled })} />
    </>
  )
}

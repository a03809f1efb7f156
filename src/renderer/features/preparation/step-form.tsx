import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  ParameterRule,
  PreparationPipeline,
  PreparationStep,
} from '../../../shared/domain/preparation/pipeline'
import { Checkbox } from '../../ui/checkbox'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { CommittedNumber } from './committed-number'
import { changeStep } from './pipeline-edits'
import { fieldValue, type StepField, stepFields } from './step-fields'
import { edit } from './workshop-store'

/** Settings of one step, and what it does in words. */
export function StepForm({ step, pipeline }: { step: PreparationStep; pipeline: PreparationPipeline }) {
  const { t } = useTranslation()
  return (
    <section className="preparation__section" aria-labelledby="preparation-step">
      <h2 id="preparation-step">{t(`preparation.step.${step.step}`)}</h2>
      <p className="preparation__text">{t(`preparation.stepText.${step.step}`)}</p>
      <div className="preparation__form">
        {stepFields[step.step].map((field) => (
          <Field key={field.key} step={step} field={field} />
        ))}
      </div>
      {'only' in step && <OnlyFields step={step} parameters={pipeline.parameters} />}
    </section>
  )
}

function Field({ step, field }: { step: PreparationStep; field: StepField }) {
  const { t } = useTranslation()
  const { key } = field
  const value = fieldValue(step, key)
  const change = (next: unknown) =>
    edit(
      (pipeline) => changeStep(pipeline, step.id, { [key]: next }),
      field.kind === 'number' ? `${step.id} ${key}` : null,
    )
  // Keys and values are those of the table of fields, which the texts follow one by one.
  const label = t(`preparation.field.${key as FieldKey}`)
  if (field.kind === 'flag') return <Checkbox label={label} checked={value === true} onChecked={change} />
  if (field.kind === 'number') {
    return (
      <CommittedNumber
        label={label}
        value={typeof value === 'number' ? value : field.min}
        min={field.min}
        max={field.max}
        whole={field.whole}
        onCommit={change}
      />
    )
  }
  return (
    <Select
      label={label}
      value={String(value)}
      options={field.values.map((one) => ({
        value: one,
        label: t(`preparation.choice.${one as ChoiceKey}`),
      }))}
      onValue={change}
    />
  )
}

type FieldKey =
  | 'same'
  | 'keep'
  | 'unknown'
  | 'limit'
  | 'action'
  | 'repair'
  | 'method'
  | 'limitMinutes'
  | 'neighbours'
  | 'donors'
  | 'rounds'
  | 'ridge'
type ChoiceKey =
  | 'row'
  | 'measurement'
  | 'first'
  | 'last'
  | 'keep'
  | 'drop'
  | 'plausible'
  | 'possible'
  | 'mark'
  | 'robust-z'
  | 'iqr'
  | 'standard'
  | 'robust'
  | 'min-max'
  | 'log1p'

type StepOfSome = Extract<PreparationStep, { only: readonly string[] | null }>

/** Which parameters the step works on: all that it can, or chosen ones. */
function OnlyFields({ step, parameters }: { step: StepOfSome; parameters: readonly ParameterRule[] }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const inputs = parameters.filter(({ role }) => role === 'input').map(({ name }) => name)
  const shown = inputs.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()))
  const change = (only: string[] | null) => edit((pipeline) => changeStep(pipeline, step.id, { only }))
  const chosen = step.only
  return (
    <fieldset className="preparation__only">
      <legend>{t('preparation.only.title')}</legend>
      <Checkbox
        label={t('preparation.only.all')}
        checked={chosen === null}
        onChecked={(all) => change(all ? null : inputs)}
      />
      {chosen !== null && (
        <>
          {inputs.length > 12 && (
            <TextField
              label={t('preparation.table.search')}
              labelHidden
              placeholder={t('preparation.table.search')}
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          )}
          <p className="quiet">{t('preparation.only.chosen', { n: chosen.length, total: inputs.length })}</p>
          <div className="preparation__only-list">
            {shown.map((name) => (
              <Checkbox
                key={name}
                label={name}
                checked={chosen.includes(name)}
                onChecked={(on) =>
                  // In the order of the columns, whatever the order of the clicks.
                  change(inputs.filter((one) => (one === name ? on : chosen.includes(one))))
                }
              />
            ))}
          </div>
        </>
      )}
    </fieldset>
  )
}

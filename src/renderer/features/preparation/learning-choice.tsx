import { useTranslation } from 'react-i18next'
import { ToneShape } from '../../ui/badge'
import { Select } from '../../ui/select'
import { applyBrought, broughtFits, useWorkshop } from './workshop-store'

const places = ['elsewhere', 'here'] as const

/** Of a pipeline that was imported with what it has learnt: whether that is applied, or learnt anew from this table. */
export function LearningChoice() {
  const { t } = useTranslation()
  const brought = useWorkshop((state) => state.brought)
  const fits = useWorkshop(broughtFits)
  if (!brought) return null
  const { rows, subjects, applied } = brought
  return (
    <section className="preparation__section" aria-labelledby="preparation-learning">
      <h2 id="preparation-learning">{t('preparation.learning.title')}</h2>
      {fits ? (
        <div className="preparation__form preparation__form--wide">
          <Select
            label={t('preparation.learning.choice')}
            hint={t(`preparation.learning.hint.${applied ? 'elsewhere' : 'here'}`, { rows, subjects })}
            value={applied ? 'elsewhere' : 'here'}
            options={places.map((value) => ({
              value,
              label: t(`preparation.learning.${value}`),
            }))}
            onValue={(value) => applyBrought(value === 'elsewhere')}
          />
        </div>
      ) : (
        <p className="preparation__note">
          <ToneShape tone="warning" />
          <span>{t('preparation.learning.edited')}</span>
        </p>
      )}
    </section>
  )
}

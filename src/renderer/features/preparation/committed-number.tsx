import type { TFunction } from 'i18next'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NumberField } from '../../ui/number-field'
import { type PreparationText, usePreparationText } from './use-preparation-text'

interface CommittedNumberProps {
  label: string
  hint?: ReactNode
  value: number
  /** both belong to what is allowed */
  min?: number
  max?: number
  whole?: boolean
  onCommit(value: number): void
}

/** A number that takes effect as soon as it is one that is allowed; what is half typed stays in the field. */
export function CommittedNumber({ label, hint, value, min, max, whole, onCommit }: CommittedNumberProps) {
  const { t } = useTranslation()
  const text = usePreparationText()
  const [draft, setDraft] = useState<number | null>(value)
  // Undo, or another pipeline.
  useEffect(() => setDraft(value), [value])
  const isAllowed = (typed: number | null): typed is number =>
    typed !== null &&
    typed >= (min ?? -Infinity) &&
    typed <= (max ?? Infinity) &&
    (!whole || Number.isInteger(typed))
  const wanted = wantedText(t, text, min, max)
  return (
    <NumberField
      label={label}
      hint={hint}
      error={isAllowed(draft) ? undefined : whole ? t('preparation.number.whole', { wanted }) : wanted}
      value={draft}
      onValue={(typed) => {
        setDraft(typed)
        if (isAllowed(typed) && typed !== value) onCommit(typed)
      }}
    />
  )
}

function wantedText(
  t: TFunction,
  { figure }: PreparationText,
  min: number | undefined,
  max: number | undefined,
): string {
  if (min !== undefined && max !== undefined)
    return t('preparation.number.between', { low: figure(min), high: figure(max) })
  if (min !== undefined) return t('preparation.number.least', { low: figure(min) })
  return max === undefined ? t('preparation.number.any') : t('preparation.number.most', { high: figure(max) })
}

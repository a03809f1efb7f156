/** Answers that stand in while nobody was asked yet: enough to run the graph once, never kept. */
import type { SiteForm } from '../../../shared/domain/models/site/answers'
import type { Proposal } from '../../../shared/domain/models/site/propose'

/** side of an image whose size the graph leaves open */
const someSide = 224
/** labels where the graph leaves their number open: cannot be run before it is known */
const someText = { en: 'not stated', 'zh-CN': '未说明' }

export function fillProvisionally({ form, output }: Proposal): SiteForm {
  const labels = form.labels.map((label, index) => ({
    ...label,
    title: { en: `label ${index + 1}`, 'zh-CN': '' },
    threshold: 0.5,
  }))
  return {
    ...form,
    id: 'not-stated',
    output,
    title: someText,
    image: form.image && {
      ...form.image,
      rows: form.image.rows ?? someSide,
      columns: form.image.columns ?? someSide,
      preset: form.image.preset ?? 'unit',
    },
    series: form.series && {
      ...form.series,
      features: form.series.features.map((feature, index) => ({ ...feature, name: `column ${index + 1}` })),
    },
    activation: form.activation ?? 'sigmoid',
    labels,
    maskThreshold: 0.5,
    thresholdRule: someText.en,
    gate: form.gate && {
      modalities: ['*'],
      bodyParts: ['*'],
      views: ['*'],
      ageYears: { min: 0, max: 130 },
    },
    intendedUse: someText,
    licence: someText.en,
    source: someText.en,
  }
}

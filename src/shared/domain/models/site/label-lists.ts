/** Label lists that published model families use, so that nobody has to type them. */

export interface KnownLabel {
  en: string
  'zh-CN': string
}

/**
 * The 18 outputs of TorchXRayVision's models, in their order: `default_pathologies` in torchxrayvision/datasets.py of
 * https://github.com/mlmed/torchxrayvision (Apache-2.0); Cohen et al. 2022, arXiv 2111.00595. Chinese by us.
 */
export const torchXRayVisionLabels: readonly KnownLabel[] = [
  { en: 'Atelectasis', 'zh-CN': '肺不张' },
  { en: 'Consolidation', 'zh-CN': '肺实变' },
  { en: 'Infiltration', 'zh-CN': '肺浸润' },
  { en: 'Pneumothorax', 'zh-CN': '气胸' },
  { en: 'Edema', 'zh-CN': '肺水肿' },
  { en: 'Emphysema', 'zh-CN': '肺气肿' },
  { en: 'Fibrosis', 'zh-CN': '肺纤维化' },
  { en: 'Effusion', 'zh-CN': '胸腔积液' },
  { en: 'Pneumonia', 'zh-CN': '肺炎' },
  { en: 'Pleural thickening', 'zh-CN': '胸膜增厚' },
  { en: 'Cardiomegaly', 'zh-CN': '心影增大' },
  { en: 'Nodule', 'zh-CN': '结节' },
  { en: 'Mass', 'zh-CN': '肿块' },
  { en: 'Hernia', 'zh-CN': '膈疝' },
  { en: 'Lung lesion', 'zh-CN': '肺部病灶' },
  { en: 'Fracture', 'zh-CN': '骨折' },
  { en: 'Lung opacity', 'zh-CN': '肺部阴影' },
  { en: 'Enlarged cardiomediastinum', 'zh-CN': '心脏纵隔影增大' },
]

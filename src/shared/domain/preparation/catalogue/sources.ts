/** Where the catalogue's ranges come from. */
import type { LocalText } from '../../models/local-text'

export const rangeSources = {
  'harutyunyan-2019': {
    en: 'Table of variable ranges (columns “valid” and “outlier”) of mimic3-benchmarks: Harutyunyan H et al. Multitask learning and benchmarking with clinical time series data. Sci Data 2019;6:96, doi:10.1038/s41597-019-0103-9.',
    'zh-CN':
      'mimic3-benchmarks 的变量取值范围表（“valid”与“outlier”列）：Harutyunyan H 等，Sci Data 2019;6:96，doi:10.1038/s41597-019-0103-9。',
  },
  definition: {
    en: 'By the definition of the scale, the ratio or the code.',
    'zh-CN': '由量表、比值或编码本身的定义决定。',
  },
  judgement: {
    en: 'Chosen by the makers of this program so that values that no living patient or no device can give are refused; not taken from a publication. Widest where ill patients reach.',
    'zh-CN':
      '由本程序开发者自行设定，用于排除任何存活患者或任何仪器都不可能给出的数值，并非引自文献；在危重患者可能达到之处取最宽。',
  },
} as const satisfies Record<string, LocalText>

export type SourceId = keyof typeof rangeSources

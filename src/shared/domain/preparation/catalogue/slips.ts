/** Known slips of writing, whose value can be brought back. */
import type { LocalText } from '../../models/local-text'

export const slipTitles = {
  'decimal-point-left-out': { en: 'decimal point left out', 'zh-CN': '漏记小数点' },
  'decimal-point-misplaced': { en: 'decimal point misplaced', 'zh-CN': '小数点错位' },
  'written-in-fahrenheit': { en: 'written in degrees Fahrenheit', 'zh-CN': '以华氏度记录' },
  'written-in-inches': { en: 'written in inches', 'zh-CN': '以英寸记录' },
  'written-in-metres': { en: 'written in metres', 'zh-CN': '以米记录' },
  'taken-for-inches': { en: 'centimetres taken for inches', 'zh-CN': '厘米被当作英寸换算' },
  'written-in-pounds': { en: 'written in pounds', 'zh-CN': '以磅记录' },
  'written-in-grams': { en: 'written in grams', 'zh-CN': '以克记录' },
  'written-as-fraction': { en: 'written as a fraction', 'zh-CN': '以小数记录' },
  'written-in-percent': { en: 'written in percent', 'zh-CN': '以百分数记录' },
  'written-per-microlitre': { en: 'written per microlitre', 'zh-CN': '以每微升记录' },
  'written-in-mmol-per-litre': { en: 'written in mmol/L', 'zh-CN': '以 mmol/L 记录' },
  'written-in-umol-per-litre': { en: 'written in µmol/L', 'zh-CN': '以 µmol/L 记录' },
  'written-per-litre': { en: 'written in g/L', 'zh-CN': '以 g/L 记录' },
  'written-in-mmol-per-mol': { en: 'written in mmol/mol', 'zh-CN': '以 mmol/mol 记录' },
} as const satisfies Record<string, LocalText>

export type SlipId = keyof typeof slipTitles

/** Words that tables of labels use for yes and no, in lower case. Values of doubt are in neither list on purpose. */
export const usualPositive: readonly string[] = [
  '1',
  '1.0',
  'true',
  'yes',
  'y',
  'positive',
  'pos',
  '+',
  'present',
  'abnormal',
  '阳性',
  '是',
  '有',
  '异常',
]

export const usualNegative: readonly string[] = [
  '0',
  '0.0',
  'false',
  'no',
  'n',
  'negative',
  'neg',
  '-',
  'absent',
  'normal',
  '阴性',
  '否',
  '无',
  '正常',
]

export type Meaning = 'positive' | 'negative' | 'none'

/** What a value most likely means. */
export function usualMeaning(value: string): Meaning {
  const word = value.trim().toLowerCase()
  if (usualPositive.includes(word)) return 'positive'
  return usualNegative.includes(word) ? 'negative' : 'none'
}

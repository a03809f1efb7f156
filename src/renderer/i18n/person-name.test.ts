import { describe, expect, it } from 'vitest'
import { formatPersonName } from './person-name'

const name = (alphabetic: string, ideographic = '') => ({ alphabetic, ideographic, phonetic: '' })

describe('person names', () => {
  it('writes the family name first', () => {
    expect(formatPersonName(name('Adams^John Robert Quincy^^Rev.^B.A.'), 'en').primary).toBe(
      'Adams B.A., Rev. John Robert Quincy',
    )
    expect(formatPersonName(name('Doe'), 'en').primary).toBe('Doe')
    expect(formatPersonName(name('^Jane'), 'en').primary).toBe('Jane')
  })

  it('joins Han characters and orders the scripts by language', () => {
    const wang = name('Wang^XiaoDong', '王^小东')
    expect(formatPersonName(wang, 'zh-CN')).toEqual({ primary: '王小东', secondary: 'Wang, XiaoDong' })
    expect(formatPersonName(wang, 'en')).toEqual({ primary: 'Wang, XiaoDong', secondary: '王小东' })
  })

  it('shows what there is, once', () => {
    expect(formatPersonName(name('王^小东'), 'en')).toEqual({ primary: '王小东', secondary: '' })
    expect(formatPersonName(name('王^小东', '王^小东'), 'zh-CN').secondary).toBe('')
    expect(formatPersonName(name(''), 'en')).toEqual({ primary: '', secondary: '' })
  })
})

import { describe, expect, test } from 'vitest'
import { identityKey, maySamePerson, type Person } from './identify-patient'

type Changes = Partial<Omit<Person, 'name'>> & { name?: Partial<Person['name']> }

const person = (changes: Changes = {}): Person => ({
  patientId: 'P1',
  issuer: '',
  birthDate: '2000-01-02',
  sex: 'F',
  ...changes,
  name: { alphabetic: 'Doe^Jane', ideographic: '', phonetic: '', ...changes.name },
})

const same = (a: Person, b: Person, study = '1.2') => {
  const key = identityKey(a, study)
  return key === identityKey(b, study) && maySamePerson(a, b, key)
}

describe('with an ID', () => {
  test.each<[string, Person, boolean]>([
    ['all equal', person(), true],
    ['another spelling, same birth date', person({ name: { alphabetic: 'DOE^JANE^M' } }), true],
    ['another birth date: a reused ID', person({ birthDate: '1950-01-02' }), false],
    ['no birth date, same name', person({ birthDate: null }), true],
    [
      'no birth date, only the case differs',
      person({ birthDate: null, name: { alphabetic: 'doe^jane' } }),
      true,
    ],
    ['no birth date, another name', person({ birthDate: null, name: { alphabetic: 'Roe^Ann' } }), false],
    ['no birth date, no name', person({ birthDate: null, name: { alphabetic: '' } }), true],
    ['another issuer', person({ issuer: 'Hospital B' }), false],
  ])('%s', (_, other, expected) => {
    expect(same(person(), other)).toBe(expected)
  })

  test('one sender gives only the Chinese group', () => {
    const both = person({ birthDate: null, name: { alphabetic: 'Zhang^San', ideographic: '张^三' } })
    expect(same(both, person({ birthDate: null, name: { alphabetic: '张三' } }))).toBe(true)
    expect(same(both, person({ birthDate: null, name: { alphabetic: '李四' } }))).toBe(false)
  })
})

describe('without a usable ID', () => {
  const nobody = (changes: Changes = {}) => person({ patientId: '', ...changes })
  test('name and birth date make the person, over studies', () => {
    expect(identityKey(nobody(), '1.2')).toBe(
      identityKey(nobody({ name: { alphabetic: 'doe jane' } }), '1.3'),
    )
    expect(same(nobody(), nobody({ sex: 'M' }))).toBe(false)
    expect(same(nobody(), nobody({ sex: 'U' }))).toBe(true)
  })

  test.each(['', '0', '00000', 'ANON', 'Anonymous', 'unknown', '匿名', 'N/A', 'xxxx'])(
    '%j is no ID',
    (patientId) => {
      expect(identityKey(person({ patientId }), '1.2')).toMatch(/^person/)
    },
  )

  test.each([
    nobody({ birthDate: null }),
    nobody({ name: { alphabetic: '' } }),
    nobody({ name: { alphabetic: 'Anonymous' } }),
  ])('a person who is not known enough is one a study', (unknown) => {
    expect(identityKey(unknown, '1.2')).not.toBe(identityKey(unknown, '1.3'))
  })
})

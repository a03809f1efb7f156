import { expect, test } from 'vitest'
import { passwordStrength } from './password-strength'

test.each([
  '',
  '1',
  'password',
  'password1',
  'P@ssw0rd',
  '12345678',
  'qwertyuiop',
  'aaaaaaaaaaaa',
  'abcdefgh',
  'vesalius',
  'Vesalius2024',
  'hospital1',
  '20210517',
  '13800138000',
  'woaini1314',
  'iloveyou',
  'dicom123',
])('%j is refused', (password) => {
  expect(passwordStrength(password).acceptable).toBe(false)
})

test.each([
  'correct horse battery staple',
  'Tz7#pq!mW2',
  '白日依山尽黄河入海流',
  'green-lamp-under-9-stairs',
  'x9f2kq8vbn3z',
  '春眠不觉晓-27号',
])('%j is taken', (password) => {
  expect(passwordStrength(password).acceptable).toBe(true)
})

test('a longest password is judged quickly enough to type on, and in full-width as in plain', () => {
  expect(passwordStrength('k3'.repeat(400)).score).toBeLessThan(4)
  expect(passwordStrength('ｐａｓｓｗｏｒｄ').acceptable).toBe(false)
})

/** `score`: published scores without a window. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'

const file = async (home: string, name: string, content: object | string) => {
  const path = join(home, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

test('gives a line for each file: the value with its items, or why there is none', async ({ profileDir }) => {
  const creatinine = { value: 106.1, unit: 'µmol/L', date: '2026-02-20' }
  const paths = [
    await file(profileDir, 'man.json', { age: 55, sex: 'male', creatinine }),
    await file(profileDir, 'child.json', { age: 12, sex: 'male', creatinine }),
    await file(profileDir, 'broken.json', '{'),
    join(profileDir, 'none.json'),
  ]
  const { lines, code } = await runHeadless(['score', 'egfr', ...paths, '--json'], { home: profileDir })
  expect(code).toBe(1)
  expect(lines.map(({ input }) => input)).toEqual(paths)
  expect(lines[0]).toMatchObject({ status: 'assessed', score: 'egfr-ckd-epi-2021', shown: 71, band: 'g2' })
  expect(lines[1]).toMatchObject({ status: 'not-assessed', reason: { code: 'AGE_OUTSIDE_POPULATION' } })
  expect(lines[1]).not.toHaveProperty('value')
  expect(lines[2]).toMatchObject({ status: 'error', error: { code: 'INVALID_INPUT' } })
  expect(lines[3]).toMatchObject({ status: 'error', error: { code: 'FILE_NOT_FOUND' } })
})

test('takes the names of the ward, and judges a file at the time of its latest value', async ({
  profileDir,
}) => {
  const at = (value: number | string, date: string) => ({ value, date })
  const observations = {
    rr: at(22, '2026-03-01T08:00Z'),
    spo2: at(93, '2026-03-01T08:00Z'),
    oxygen: true,
    sbp: 98,
    hr: 112,
    temp: 38.5,
    acvpu: 'A',
    age: 70,
    pregnant: 'no',
  }
  const path = await file(profileDir, 'ward.json', observations)
  const now = await runHeadless(['score', 'NEWS2', path], { home: profileDir })
  expect(now.code).toBe(0)
  expect(now.lines[0]).toMatchObject({ status: 'assessed', value: 11, band: 'high' })
  const later = await runHeadless(['score', 'NEWS2', path, '--at', '2026-03-03'], { home: profileDir })
  expect(later.lines[0]).toMatchObject({ status: 'not-assessed', reason: { code: 'TOO_OLD' } })
})

test('lists what there is, and refuses a name that it does not know', async ({ profileDir }) => {
  const list = await runHeadless(['score', '--list', '--json'], { home: profileDir })
  expect(list.code).toBe(0)
  expect(list.lines.map(({ score }) => score)).toContain('cha2ds2-vasc')
  const unknown = await runHeadless(['score', 'apache', 'x.json'], { home: profileDir })
  expect(unknown.lines).toMatchObject([{ status: 'error', error: { code: 'NOT_FOUND' } }])
  expect((await runHeadless(['score'], { home: profileDir })).code).toBe(2)
})

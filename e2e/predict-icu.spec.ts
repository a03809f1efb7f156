/** `predict icu-mortality`: tables of measurements in long form, one line for each stay. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from './fixtures'
import { type ResultLine, runHeadless } from './headless-program'

const drawn = fileURLToPath(new URL('../src/main/prediction/icu/fixtures/drawn-stays.csv', import.meta.url))

interface Answer {
  label: string
  probability: number
}
const answersOf = (line: ResultLine | undefined) => (line?.['outputs'] ?? []) as Answer[]
const risksOf = (lines: readonly ResultLine[]) => lines.map((line) => answersOf(line)[0]?.probability)

test('gives one line for each stay in order, the same from a compressed table in another order of rows', async ({
  profileDir,
}) => {
  const plain = await runHeadless(['predict', 'icu-mortality', drawn, '--json'], { home: profileDir })
  expect(plain.code).toBe(0)
  const records = ['900001', '900002', '900003', '900004', '900005', '900006', '900007']
  expect(plain.lines.map(({ input }) => input)).toEqual(records)
  for (const line of plain.lines) {
    expect(answersOf(line).map(({ label }) => label)).toEqual(['in-hospital-death'])
    expect(line).toMatchObject({ status: 'assessed', quantity: { label: 'length-of-stay', unit: 'd' } })
  }
  const [head = '', ...rows] = (await readFile(drawn, 'utf8')).trimEnd().split('\n')
  const byMinute = rows
    .map((row) => ({ row, minute: Number(row.split(',')[1]) }))
    .sort((one, other) => one.minute - other.minute)
  const mixed = join(profileDir, 'mixed.csv.gz')
  await writeFile(mixed, gzipSync([head, ...byMinute.map(({ row }) => row)].join('\n')))
  const packed = await runHeadless(['predict', 'icu-mortality', mixed], { home: profileDir })
  expect(packed.lines.map(({ input }) => input)).toEqual(records)
  const before = risksOf(plain.lines)
  risksOf(packed.lines).forEach((risk, at) => expect(risk).toBeCloseTo(before[at] ?? NaN, 5))
})

test('shows the course of the risk and what drove it; a course never changes with what comes later', async ({
  profileDir,
}) => {
  const rows = (await readFile(drawn, 'utf8')).trimEnd().split('\n')
  const first = rows.filter((row) => row.startsWith('RecordID') || row.startsWith('900001'))
  const early = first.filter((row) => row.startsWith('RecordID') || Number(row.split(',')[1]) < 24 * 60)
  const [whole, half] = [join(profileDir, 'whole.csv'), join(profileDir, 'half.csv')]
  await writeFile(whole, first.join('\n'))
  await writeFile(half, early.join('\n'))
  const { lines, code } = await runHeadless(['predict', 'icu-mortality', whole, half, '--explain'], {
    home: profileDir,
  })
  expect(code).toBe(0)
  interface Explanation {
    trajectory: { hour: number; probability: number }[]
    drivers: { risk: number; usualRisk: number; shares: { group: string; logOdds: number }[] }
  }
  const [all, cut] = lines.map((line) => line['explanation'] as Explanation)
  expect(all?.trajectory).toHaveLength(48)
  for (const [at, { probability }] of (all?.trajectory ?? []).slice(0, 24).entries())
    expect(cut?.trajectory[at]?.probability).toBeCloseTo(probability, 6)
  expect(all?.trajectory.at(-1)?.probability).toBeCloseTo(answersOf(lines[0])[0]?.probability ?? NaN, 6)
  const logOdds = (risk: number) => Math.log(risk / (1 - risk))
  const { risk = NaN, usualRisk = NaN, shares = [] } = all?.drivers ?? {}
  const sum = shares.reduce((total, share) => total + share.logOdds, 0)
  expect(sum).toBeCloseTo(logOdds(risk) - logOdds(usualRisk), 4)
})

test('says what is wrong with a table and with a stay, and goes on', async ({ profileDir }) => {
  const child = join(profileDir, 'child.csv')
  await writeFile(
    child,
    'RecordID,minute,parameter,value\n1,0,Age,15\n1,5,HR,90\n2,0,Age,70\n2,5,HR,90\n2,6,Mood,3\n',
  )
  const words = ['predict', 'icu-mortality', join(profileDir, 'none.csv'), child]
  const { lines, code } = await runHeadless(words, { home: profileDir })
  expect(code).toBe(1)
  expect(lines[0]).toMatchObject({ status: 'error', error: { code: 'FILE_NOT_FOUND' } })
  expect(lines[1]).toMatchObject({
    input: '1',
    status: 'not-assessed',
    reason: { code: 'AGE_OUTSIDE_POPULATION' },
  })
  expect(lines[2]).toMatchObject({
    input: '2',
    status: 'assessed',
    values: { unknown: [{ parameter: 'Mood', count: 1 }] },
  })
})

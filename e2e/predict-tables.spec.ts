/** Models of tables: rows of a table without a window, and their place on the Models page. */
import type { Page } from '@playwright/test'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SettingsPatch } from '../src/shared/domain/settings/settings'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { AppPage } from './pages/app'

test.describe.configure({ timeout: 180_000 })

const golden = join(import.meta.dirname, '../models/heart-disease/golden/rows.csv')

test('one line for each row, with what was filled and what was refused', async ({ profileDir }) => {
  const [head = '', first = ''] = (await readFile(golden, 'utf8')).split('\n')
  const cells = first.split(',')
  const withCell = (name: string, cell: string) =>
    cells.map((each, at) => (head.split(',')[at] === name ? cell : each)).join(',')
  const table = join(profileDir, 'patients.csv')
  const rows = [
    first,
    withCell('chol', '0'),
    withCell('age', '18'),
    withCell('thalach', '900'),
    withCell('cp', 'x'),
  ]
  await writeFile(table, [head, ...rows].join('\n'))
  const { code, lines, log } = await runHeadless(['predict', 'heart-disease', table, '--json'], {
    home: profileDir,
  })
  expect(code).toBe(1)
  expect(lines[0]).toHaveProperty('unfamiliarity.unusual')
  expect(log).toMatch(/prepared by the pipeline heart-disease \([0-9a-f]{12}, learnt on 780 rows\)/)
  expect(log).toContain('clean word-for-missing chol 1')
  expect(lines).toMatchObject([
    {
      input: 1,
      status: 'assessed',
      imputed: [],
      prepared: [],
      outputs: [{ label: 'angiographic-cad' }],
    },
    {
      input: 2,
      status: 'assessed',
      imputed: ['chol'],
      flags: [{ code: 'MISSING_IMPUTED' }],
      prepared: [
        { step: 'clean', reason: 'word-for-missing', column: 'chol', before: 0, after: null },
        { step: 'fill', reason: 'filled-median', column: 'chol', before: null, after: 240 },
      ],
    },
    { input: 3, status: 'not-assessed', reason: { code: 'AGE_OUTSIDE_POPULATION' } },
    { input: 4, status: 'not-assessed', reason: { code: 'VALUE_OUTSIDE_RANGE' } },
    { input: 5, status: 'error', error: { code: 'TABLE_VALUE_INVALID' } },
  ])
})

const update = (page: Page, patch: SettingsPatch) =>
  page.evaluate((change) => window.vesalius.invoke('settings:update', change), patch)

test('the Models page says what a model of tables reads', async ({ app }, testInfo) => {
  const { window } = app
  await window.setViewportSize({ width: 1280, height: 720 })
  const shell = new AppPage(window)
  await shell.createVault()
  await shell.goTo('Models')
  await window.getByRole('button', { name: /Coronary disease in patients referred/ }).click()
  await expect(window.getByRole('heading', { name: 'What it reads' })).toBeVisible()
  await expect(
    window.getByText(/preparation pipeline [0-9a-f]{12}….*learnt on 780 training rows/),
  ).toBeVisible()
  await expect(window.getByRole('row', { name: /^chol .* 0 240$/ })).toBeVisible()
  await expect(window.getByRole('button', { name: /unusual.*available/i })).toBeVisible({ timeout: 60_000 })
  await window.screenshot({ path: testInfo.outputPath('use-dark-en.png') })
  await window.getByRole('row').last().scrollIntoViewIfNeeded()
  await window.screenshot({ path: testInfo.outputPath('columns-dark-en.png') })
  await expectAccessible(window, 'a model of tables')
  await window.getByRole('tab', { name: 'Performance' }).click()
  await window.screenshot({ path: testInfo.outputPath('performance-dark-en.png') })
  await update(window, { theme: 'light', language: 'zh-CN' })
  await expect(window.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await window.getByRole('tab', { name: '用途' }).click()
  await window.getByRole('row').last().scrollIntoViewIfNeeded()
  await window.screenshot({ path: testInfo.outputPath('columns-light-zh.png') })
  await expectAccessible(window, 'a model of tables, light, Chinese')
  await window.getByRole('button', { name: /患者数据的不寻常程度/ }).click()
  await window.screenshot({ path: testInfo.outputPath('unusual-light-zh.png') })
  await expectAccessible(window, 'a model of how unusual a row is')
})

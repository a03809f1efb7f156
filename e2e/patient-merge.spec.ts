/** Two patients who are one person, joined and parted again on the patient page. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { goodPassword, VaultScreens } from './pages/vault-screens'

/** One person under two numbers, with a potassium value under each. */
const record = ['PAT-7', 'PAT-8'].flatMap((number, index) => [
  {
    resourceType: 'Patient',
    id: number,
    identifier: [{ system: 'urn:test:mrn', value: number }],
    name: [{ family: 'Quill', given: ['Ada'] }],
    gender: 'female',
    birthDate: '1954-07-02',
  },
  {
    resourceType: 'Observation',
    id: `k${index}`,
    status: 'final',
    subject: { reference: `Patient/${number}` },
    effectiveDateTime: `2026-03-01T0${index + 6}:00:00Z`,
    code: { coding: [{ system: 'http://loinc.org', code: '2823-3', display: 'Potassium' }] },
    valueQuantity: { value: 4.2 + index, unit: 'mmol/L', code: 'mmol/L' },
  },
])

async function fill(profileDir: string): Promise<void> {
  const home = join(profileDir, 'home')
  mkdirSync(home)
  const file = join(home, 'record.ndjson')
  writeFileSync(file, record.map((resource) => JSON.stringify(resource)).join('\n'))
  const env = { VESALIUS_PASSWORD: goodPassword }
  for (const words of [
    ['vault', 'create'],
    ['import', file, '--as', 'fhir'],
  ])
    expect(await runHeadless([...words, '--json', '--profile', profileDir], { home, env })).toMatchObject({
      code: 0,
    })
}

async function openPatient(window: Page, number: string): Promise<void> {
  await expect(window.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await window.keyboard.press('Control+K')
  await window.getByRole('combobox', { name: 'Commands and search' }).fill(number)
  await window.getByRole('option', { name: new RegExp(number) }).click()
  await expect(window.getByRole('heading', { name: /QUILL|Quill/, level: 1 })).toBeAttached()
}

test('two patients are joined on the patient page, and parted by the toast and by the page', async ({
  start,
  profileDir,
}) => {
  await fill(profileDir)
  const { window } = await start()
  await new VaultScreens(window).unlock(goodPassword)
  await openPatient(window, 'PAT-7')
  const lane = window.getByRole('group', { name: 'Potassium', exact: true })
  const card = window.getByRole('region', { name: 'Numbers and merges' })
  await expect(lane).toContainText('n = 1')
  await expect(card).toContainText('PAT-8')
  await expect(card).toContainText('same name and birth date')

  const merge = async () => {
    await card.getByRole('button', { name: 'Merge' }).click()
    const dialog = window.getByRole('dialog', { name: 'One person?' })
    await expect(dialog).toContainText('PAT-8')
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await expect(lane).toContainText('n = 2')
  }
  await merge()
  await expect(card).toContainText(/merged .+ by .+ · same name and birth date/)
  await expectAccessible(window, 'merged patient')
  await window.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(lane).toContainText('n = 1')
  await expect(card.getByRole('button', { name: 'Undo the merge' })).toHaveCount(0)

  await merge()
  await card.getByRole('button', { name: 'Undo the merge' }).click()
  const asked = window.getByRole('dialog', { name: 'Two people after all?' })
  await expect(asked).toContainText('PAT-8')
  await asked.getByRole('button', { name: 'Undo the merge' }).click()
  await expect(asked).toBeHidden()
  await expect(lane).toContainText('n = 1')
  await expect(lane).toContainText('4.2')
  await openPatient(window, 'PAT-8')
  await expect(lane).toContainText('5.2')
})

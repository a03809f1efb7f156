import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { goodPassword, VaultScreens } from './pages/vault-screens'

const quantity = (value: number, unit: string) => ({
  value,
  unit,
  system: 'http://unitsofmeasure.org',
  code: unit,
})
const coded = (system: string, code: string, text: string) => ({
  coding: [{ system, code, display: text }],
  text,
})
const loinc = (code: string, text: string) => coded('http://loinc.org', code, text)

const subject = { reference: 'Patient/ada' }
const hours = (at: number) => new Date(Date.UTC(2026, 2, 1, at)).toISOString()

const measured = (id: string, hour: number, value: number, issued = hour) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject,
  issued: hours(issued),
  effectiveDateTime: hours(hour),
  code: loinc('2823-3', 'Potassium'),
  valueQuantity: quantity(value, 'mmol/L'),
  referenceRange: [{ low: quantity(3.5, 'mmol/L'), high: quantity(5.1, 'mmol/L') }],
})

/** One patient with two potassium values, of which the second became known a day late. */
const record = [
  {
    resourceType: 'Patient',
    id: 'ada',
    identifier: [{ system: 'urn:test:mrn', value: 'PAT-7' }],
    name: [{ family: 'Quill', given: ['Ada'] }],
    gender: 'female',
    birthDate: '1954-07-02',
  },
  measured('k1', 8, 4.2),
  measured('k2', 20, 6.3, 44),
  {
    resourceType: 'Observation',
    id: 'w1',
    status: 'final',
    subject,
    effectiveDateTime: hours(7),
    code: loinc('29463-7', 'Body weight'),
    valueQuantity: quantity(71.5, 'kg'),
  },
  {
    resourceType: 'Condition',
    id: 'c1',
    subject,
    clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active'),
    code: coded('http://hl7.org/fhir/sid/icd-10', 'N18.3', 'Chronic kidney disease, stage 3'),
    onsetDateTime: '2020-05',
  },
  {
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    patient: subject,
    criticality: 'high',
    clinicalStatus: coded(
      'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
      'active',
      'Active',
    ),
    code: { text: 'Penicillin' },
  },
  {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'active',
    intent: 'order',
    subject,
    authoredOn: hours(9),
    medicationCodeableConcept: { text: 'Calcium gluconate' },
    dosageInstruction: [{ text: '1 g once' }],
  },
]

/** A vault in the test's profile that holds the record. */
async function fill(profileDir: string): Promise<void> {
  const home = join(profileDir, 'home')
  mkdirSync(home)
  const file = join(home, 'record.ndjson')
  writeFileSync(file, record.map((resource) => JSON.stringify(resource)).join('\n'))
  const env = { VESALIUS_PASSWORD: goodPassword }
  const run = (...words: string[]) =>
    runHeadless([...words, '--json', '--profile', profileDir], { home, env })
  expect(await run('vault', 'create')).toMatchObject({ code: 0 })
  const imported = await run('import', file, '--as', 'fhir')
  expect(imported.lines.at(-1)).toMatchObject({ counts: { added: { observation: 3, patient: 1 } } })
}

async function openPatient(window: Page, name: string): Promise<void> {
  await expect(window.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await window.keyboard.press('Control+K')
  await window.getByRole('combobox', { name: 'Commands and search' }).fill(name)
  await window.getByRole('option', { name: /PAT-7/ }).click()
  await expect(window.getByRole('heading', { name: /QUILL|Quill/, level: 1 })).toBeAttached()
}

test('a patient is found, and every value leads to its source, by keyboard too', async ({
  start,
  profileDir,
}) => {
  await fill(profileDir)
  const { window, electron } = await start()
  await new VaultScreens(window).unlock(goodPassword)
  await openPatient(window, 'quill')

  const banner = window.getByRole('region', { name: 'Patient', exact: true })
  await expect(banner).toContainText('PAT-7')
  await expect(banner).toContainText('Penicillin (high risk)')
  await expect(banner).toContainText('71.5')

  const lane = window.getByRole('group', { name: 'Potassium', exact: true })
  await expect(lane).toContainText('mmol/L · n = 2')
  await expect(lane).toContainText('6.3')
  await expect(lane).toContainText('above')
  await expectAccessible(window, 'patient')

  const plot = lane.getByRole('group', { name: /^Potassium, mmol\/L/ })
  await plot.focus()
  await window.keyboard.press('.')
  await window.keyboard.press('.')
  await window.keyboard.press('Enter')
  const source = window.getByRole('complementary', { name: 'Potassium' })
  await expect(source).toContainText('6.3')
  await expect(source).toContainText('LOINC 2823-3')
  await expect(source).toContainText('record.ndjson, Observation/k2')
  await expect(source).toContainText('3.5\u202fmmol/L – 5.1\u202fmmol/L')
  await expectAccessible(window, 'source of a value')
  await window.keyboard.press('Escape')
  await expect(source).toBeHidden()
  await expect(plot).toBeFocused()

  await window.getByRole('button', { name: /Chronic kidney disease/ }).click()
  await expect(window.getByRole('complementary')).toContainText('ICD-10 N18.3')
  await window.getByRole('button', { name: 'Close' }).click()

  const file = join(profileDir, `${randomUUID()}.json`)
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await window.getByRole('button', { name: 'Export as FHIR' }).click()
  await expect(window.getByText('Saved.')).toBeVisible()
  const bundle = JSON.parse(readFileSync(file, 'utf8')) as { entry: { resource: { resourceType: string } }[] }
  const types = bundle.entry.map(({ resource }) => resource.resourceType)
  expect(types.filter((type) => type === 'Observation')).toHaveLength(3)
  expect(types).toContain('AllergyIntolerance')
})

test('what was known then leaves out what was said later, and says so', async ({ start, profileDir }) => {
  await fill(profileDir)
  const { window } = await start()
  await new VaultScreens(window).unlock(goodPassword)
  await openPatient(window, 'quill')
  const lane = window.getByRole('group', { name: 'Potassium', exact: true })
  await expect(lane).toContainText('n = 2')

  await window.getByRole('button', { name: 'Known now' }).click()
  await window.getByRole('textbox', { name: 'Date' }).fill('2026-03-02')
  await window.getByRole('textbox', { name: 'Time' }).fill('03:00')
  await window.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(window.getByText('This page shows what was known on')).toBeVisible()
  await expect(lane).toContainText('n = 1')
  await expect(lane).toContainText('4.2')

  await window.getByRole('button', { name: 'Back to now' }).first().click()
  await expect(window.getByText('This page shows what was known on')).toBeHidden()
  await expect(lane).toContainText('n = 2')
})

test('the timeline is moved and its lanes are chosen, and the choice is kept', async ({
  start,
  profileDir,
}) => {
  await fill(profileDir)
  const first = await start()
  await new VaultScreens(first.window).unlock(goodPassword)
  await openPatient(first.window, 'quill')
  const { window } = first
  const span = window.locator('.timeline__span')
  const whole = await span.innerText()
  const plot = window.getByRole('group', { name: /^Potassium, mmol\/L/ })
  await plot.hover()
  await window.mouse.wheel(0, -400)
  await expect(span).not.toHaveText(whole)
  await plot.focus()
  await window.keyboard.press('0')
  await expect(span).toHaveText(whole)
  await window.keyboard.press('+')
  await expect(span).not.toHaveText(whole)
  await window.getByRole('button', { name: 'Show all time' }).click()
  await expect(span).toHaveText(whole)

  await window.getByRole('button', { name: 'Lane Body weight' }).click()
  await window.getByRole('menuitem', { name: 'Hide this lane' }).click()
  await expect(window.getByRole('group', { name: 'Body weight', exact: true })).toBeHidden()
  await first.close()

  const second = await start()
  await new VaultScreens(second.window).unlock(goodPassword)
  await openPatient(second.window, 'quill')
  await expect(second.window.getByRole('group', { name: 'Potassium', exact: true })).toBeVisible()
  await expect(second.window.getByRole('group', { name: 'Body weight', exact: true })).toBeHidden()
  await second.window.getByRole('button', { name: 'Lanes' }).click()
  await second.window.getByRole('checkbox', { name: /Body weight/ }).check()
  await expect(second.window.getByRole('group', { name: 'Body weight', exact: true })).toBeVisible()
})

test('the record prints to a file, and locking forgets the patient', async ({ start, profileDir }) => {
  await fill(profileDir)
  const { window, electron } = await start()
  await new VaultScreens(window).unlock(goodPassword)
  await openPatient(window, 'quill')
  const file = join(profileDir, 'page.pdf')
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await window.getByRole('button', { name: 'Save as PDF' }).click()
  await expect(window.getByText('Saved.')).toBeVisible()
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-')

  await window.keyboard.press('Control+L')
  await new VaultScreens(window).unlock(goodPassword)
  await expect(window.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await expect(window.getByText('Quill')).toHaveCount(0)
  await window.keyboard.press('Alt+3')
  await expect(window.getByRole('region', { name: 'Patient', exact: true })).toHaveCount(0)
})

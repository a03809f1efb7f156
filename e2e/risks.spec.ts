/** The risks of a patient on the screen: estimates with what they rest on, who is not assessed, what if, and a stay hour by hour. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { goodPassword, VaultScreens } from './pages/vault-screens'
import type { RunningApp, StartOptions } from './running-app'

type Start = (options?: Partial<StartOptions>) => Promise<RunningApp>

/** Values that follow an illness are used for a month. */
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

const coded = (system: string, code: string) => ({ coding: [{ system, code }] })
const subject = { reference: 'Patient/p1' }
const measured = (id: string, loinc: string, value: number, unit: string, day = yesterday) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: coded('http://loinc.org', loinc),
  subject,
  effectiveDateTime: `${day}T08:00:00Z`,
  valueQuantity: { value, unit, code: unit, system: 'http://unitsofmeasure.org' },
})

/** A man with heart failure, measured the day before. */
const heart = [
  {
    resourceType: 'Patient',
    id: 'p1',
    identifier: [{ system: 'urn:mrn', value: 'H1' }],
    name: [{ family: 'Roe', given: ['Richard'] }],
    gender: 'male',
    birthDate: '1955-06-15',
  },
  measured('ef', '10230-1', 32, '%'),
  measured('plt', '777-3', 180, '10*3/uL'),
  measured('crea', '2160-0', 150.3, 'umol/L'),
  measured('na', '2951-2', 134, 'mmol/L'),
  measured('hct', '4544-3', 33.5, '%'),
  measured('sbp', '8480-6', 118, 'mm[Hg]'),
  measured('dbp', '8462-4', 72, 'mm[Hg]'),
  measured('pulse', '8867-4', 92, '/min'),
  measured('bmi', '39156-5', 31, 'kg/m2'),
  measured('chol', '2093-3', 4.9, 'mmol/L'),
  measured('hdl', '2085-9', 38, 'mg/dL'),
  {
    resourceType: 'Condition',
    id: 'htn',
    code: coded('http://hl7.org/fhir/sid/icd-10', 'I10'),
    subject,
    onsetDateTime: '2019-05-01',
  },
]

/** Eight hours of a stay, rising pulse and falling pressure. */
const stay = [
  'RecordID,minute,parameter,value',
  ...[
    ['Age', 71],
    ['Gender', 0],
    ['ICUType', 3],
    ['Height', 165],
  ].map(([name, value]) => `140009,0,${name},${value}`),
  ...Array.from({ length: 48 }, (_, hour) => [
    `140009,${hour * 60 + 5},HR,${80 + hour}`,
    `140009,${hour * 60 + 5},NISysABP,${120 - hour}`,
    `140009,${hour * 60 + 5},GCS,${hour < 20 ? 15 : 8}`,
  ]).flat(),
].join('\n')

/** A vault with both records, and the window with the first patient's page. */
async function withRecords(start: Start, profileDir: string) {
  const files: [string, string, string][] = [
    ['heart.ndjson', 'fhir', heart.map((one) => JSON.stringify(one)).join('\n')],
    ['stay.csv', 'physionet2012', stay],
  ]
  const run = (words: string[]) =>
    runHeadless([...words, '--json', '--profile', profileDir], {
      home: profileDir,
      env: { VESALIUS_PASSWORD: goodPassword },
    })
  expect((await run(['vault', 'create'])).code).toBe(0)
  for (const [name, format, text] of files) {
    await writeFile(join(profileDir, name), text)
    expect(await run(['import', join(profileDir, name), '--as', format])).toMatchObject({ code: 0 })
  }
  const { lines } = await run(['records', 'list'])
  const ids = lines.map(({ patient }) => (patient as { id: string }).id)
  const app = await start()
  await new VaultScreens(app.window).unlock(goodPassword)
  await expect(app.window.getByRole('button', { name: 'Import', exact: true })).toBeVisible()
  const open = (id: string) =>
    app.window.evaluate((patientId) => {
      location.hash = `#/patient/${patientId}`
      window.dispatchEvent(new PopStateEvent('popstate'))
    }, id)
  return { window: app.window, ids, open }
}

const tile = (window: Page, model: string) => window.locator(`.risk-tile[data-model="${model}"]`)
const details = (window: Page) => window.locator('.risk-details')

test('each estimate rests on rows of the record; the model is asked only of those whom it is for', async ({
  start,
  profileDir,
}) => {
  const { window, ids, open } = await withRecords(start, profileDir)
  await open(ids[0] ?? '')
  const survey = tile(window, 'diabetes-nhanes')
  await expect(survey).toContainText('Threshold 9.4%', { timeout: 60_000 })
  await expect(survey).toContainText('n = 3,940')
  await expect(survey.getByRole('meter')).toHaveAttribute('aria-valuetext', /threshold 9\.4%/)
  await expect(tile(window, 'heart-disease')).toContainText('Not assessed')
  await expectAccessible(window, 'risks of a patient')

  // Nobody has said that the heart failure is advanced; then somebody does.
  await tile(window, 'heart-failure').getByRole('button').click()
  await expect(details(window)).toContainText('It is not known whether the model is for this patient')
  await window.getByLabel('Left ventricular dysfunction, NYHA class III or IV').selectOption('yes')
  await expect(tile(window, 'heart-failure').getByRole('meter')).toBeVisible()
  const creatinine = details(window).locator('tr[data-column="serum_creatinine"]')
  await expect(creatinine).toContainText('1.7')
  await expect(creatinine).toContainText('recorded as 150.3')
  await expect(details(window).locator('[data-ask]').first()).toBeVisible()
  await expect(details(window).locator('.risk-bars__row').first()).toBeVisible()

  // From a value to the row of its file.
  await creatinine.getByRole('button', { name: /^Source of/ }).click()
  await expect(window.getByText('heart.ndjson').first()).toBeVisible()
  await window.keyboard.press('Escape')

  // What if, beside the estimate as it is; out of range it is no number.
  await window.getByLabel('Value to change').selectOption('ejection_fraction')
  await window.getByLabel(/^New value: Ejection fraction/).fill('60')
  const [before, after] = [window.locator('[data-side="before"]'), window.locator('[data-side="after"]')]
  await expect(before.getByRole('meter')).toBeVisible()
  await expect
    .poll(async () => Number(await after.getByRole('meter').getAttribute('aria-valuenow')))
    .toBeLessThan(Number(await before.getByRole('meter').getAttribute('aria-valuenow')))
  await window.getByLabel(/^New value: Ejection fraction/).fill('600')
  await expect(after).toContainText('Not assessed')
  await expect(after).toContainText('Ejection fraction')

  // An estimate of the record alone is kept; one that rests on what was said here is not.
  await expect(details(window).locator('[data-worked-out]')).toContainText('is not kept')
  await survey.getByRole('button').click()
  await expect(details(window).locator('[data-worked-out]')).not.toContainText('is not kept')
  const workedOut = () => details(window).locator('[data-worked-out]').getAttribute('data-worked-out')
  const [first, chance] = [await workedOut(), await survey.locator('.risk-estimate__number').innerText()]
  await tile(window, 'heart-failure').getByRole('button').click()

  // An entered value is shown as entered.
  await details(window).getByRole('button', { name: 'Enter Creatine kinase' }).click()
  await details(window).getByLabel('Enter Creatine kinase').fill('310')
  await window.getByRole('button', { name: 'Use', exact: true }).click()
  await expect(details(window).locator('tr[data-column="creatinine_phosphokinase"]')).toContainText(
    'Entered here',
  )

  // Known diabetes: there is nothing to estimate any more.
  await survey.getByRole('button').click()
  await window.getByLabel('Diabetes is already known').selectOption('yes')
  await expect(survey).toContainText('Not assessed')

  // The window forgets with the vault; the vault remembers what was said, and when.
  await window.getByRole('button', { name: 'Lock the vault' }).click()
  await new VaultScreens(window).unlock(goodPassword)
  await open(ids[0] ?? '')
  await survey.getByRole('button').click()
  await expect(survey.locator('.risk-estimate__number')).toHaveText(chance, { timeout: 60_000 })
  expect(await workedOut()).toBe(first)
})

test('a stay in intensive care is followed hour by hour, and scores take the values of the record', async ({
  start,
  profileDir,
}) => {
  const { window, ids, open } = await withRecords(start, profileDir)
  await open(ids[1] ?? '')
  await window.getByRole('tab', { name: 'Intensive care' }).click()
  const course = window.locator('.risk-stay')
  await expect(course.getByRole('meter').first()).toBeVisible({ timeout: 60_000 })
  await expect(course.getByText('n = 1 stay, 48 hours')).toBeVisible()
  await expect(course.locator('.risk-bars__row').first()).toBeVisible({ timeout: 60_000 })
  const risk = async () => Number(await course.getByRole('meter').first().getAttribute('aria-valuenow'))
  const late = await risk()
  await course.getByRole('slider').fill('10')
  await expect(course.getByRole('heading', { name: 'Death in hospital, after hour 10' })).toBeVisible()
  expect(await risk()).toBeLessThan(late)
  await course.getByRole('button', { name: 'Work out every hour' }).click()
  await expect(course.locator('tbody tr').filter({ hasText: 'Consciousness' }).first()).toBeVisible({
    timeout: 60_000,
  })
  await course.getByRole('button', { name: 'Stop' }).click()
  await expectAccessible(window, 'a stay in intensive care')

  // What if: several measurements together, each within its range, each with its own way back.
  const change = (parameter: string) => course.locator(`.risk-what-if__change[data-parameter="${parameter}"]`)
  const after = course.locator('[data-side="after"]')
  const chanceAfter = async () => Number(await after.getByRole('meter').getAttribute('aria-valuenow'))
  await course.getByLabel('Measurement to change').selectOption('HR')
  await change('HR').getByRole('textbox').fill('150')
  await expect(after.getByRole('meter')).toBeVisible()
  const one = await chanceAfter()
  await course.getByLabel('Measurement to change').selectOption('GCS')
  await change('GCS').getByRole('textbox').fill('3')
  await expect.poll(chanceAfter).not.toBe(one)
  await change('HR').getByRole('textbox').fill('9999')
  await expect(after).toContainText('Not assessed')
  await expect(after).toContainText('Heart rate')
  await expect(course.locator('[data-side="before"]').getByRole('meter')).toBeVisible()
  await expectAccessible(window, 'what if several measurements were others')
  await change('HR')
    .getByRole('button', { name: /^Back to .*Heart rate/ })
    .click()
  await expect(change('HR')).toHaveCount(0)
  await expect(after.getByRole('meter')).toBeVisible()
  await course.getByRole('button', { name: 'Take all changes back' }).click()
  await expect(after).toHaveCount(0)

  await open(ids[0] ?? '')
  await window.getByRole('tab', { name: 'Scores' }).click()
  await window.getByRole('combobox', { name: 'Score', exact: true }).selectOption('egfr-ckd-epi-2021')
  const scores = window.getByRole('region', { name: 'Scores', exact: true })
  await expect(scores).toContainText('heart.ndjson')
  await expect(scores.getByRole('status')).toContainText('mL/min/1.73 m²')
  await scores.getByRole('button', { name: /^Source 1 of Creatinine/ }).click()
  await expect(window.getByRole('complementary')).toContainText('heart.ndjson')
  await expectAccessible(window, 'scores of a patient')
})

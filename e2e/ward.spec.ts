/** The ward: the sample ward, who comes first, the grid by keyboard, alerts, rules, a look back, and both languages. */
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { AppPage } from './pages/app'

test('shows the sample ward by need, tells its alerts once, and answers them', async ({ app }) => {
  test.slow()
  const { window } = app
  const program = new AppPage(window)
  await program.createVault()
  await program.goTo('Patient')
  await expect(window.getByRole('heading', { name: 'Nobody is here' })).toBeVisible()
  await expectAccessible(window, 'the empty ward')
  await window.getByRole('button', { name: 'Open sample ward' }).click()
  const grid = window.getByRole('grid', { name: 'Patients of the ward' })
  await expect(grid).toBeVisible({ timeout: 60_000 })
  await expect(grid).toHaveAttribute('aria-rowcount', '15', { timeout: 60_000 })
  await expect(window.getByText(/new alerts?, \d+ critical/)).toBeVisible({ timeout: 30_000 })

  // The worst comes first, with value and unit of what is known, and its age.
  const rows = grid.getByRole('row')
  await expect(rows.nth(1)).toContainText('MARLOWE')
  await expect(
    rows.nth(1).getByRole('gridcell', {
      name: /^Potassium: 6\.\d.mmol\/L · .*above the range of its laboratory · rising/,
    }),
  ).toBeVisible()
  await expect(
    grid.getByRole('gridcell', { name: /^NEWS2: Not assessed: .*The value is too old/ }).first(),
  ).toBeAttached()
  // What models say of each is worked out behind the list: a number with when, or the reason in its place.
  await expect(grid.getByText('…')).toHaveCount(0, { timeout: 120_000 })
  const mortality = /^Death in hospital, from the first 48 hours of intensive care: /
  await expect(rows.nth(1).getByRole('gridcell', { name: mortality })).toHaveAccessibleName(
    /\d%.* · Threshold .*after hour \d+ of the stay.* · icu-mortality \d/,
  )
  await expect(rows.nth(1).getByRole('gridcell', { name: /^SOFA/ })).toHaveAccessibleName(
    /at least \d+ of 24 points/,
  )
  await expect(
    grid.getByRole('gridcell', { name: /Not assessed: The patient is not in intensive care/ }).first(),
  ).toBeAttached()
  await expectAccessible(window, 'the ward')

  // Sorted by it, whom the model is for stand first, whichever way round.
  const sort = window.getByRole('button', { name: /^Sort by Death in hospital/ })
  for (const _direction of ['falling', 'rising']) {
    await sort.click()
    for (const at of [1, 2])
      await expect(rows.nth(at).getByRole('gridcell', { name: mortality })).toHaveAccessibleName(/\d%/)
    await expect(rows.nth(3).getByRole('gridcell', { name: mortality })).toHaveAccessibleName(
      /not in intensive care/,
    )
  }
  await window.getByRole('button', { name: 'Sort by Need for attention' }).click()

  // One patient's alerts are answered together, and stay seen.
  const group = window.getByRole('region', { name: /MARLOWE/ })
  await expect(group.getByText('Potassium very high')).toBeVisible()
  await group.getByRole('button', { name: 'Acknowledge' }).click()
  const dialog = window.getByRole('dialog', { name: /Acknowledge alerts/ })
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(dialog.getByText('Write what was done, or why.')).toBeVisible()
  await dialog.getByLabel('What was done, or why').fill('Calcium and insulin given')
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(group.getByText(/Calcium and insulin given/).first()).toBeVisible()
  await expect(group.getByRole('button', { name: 'Acknowledge' })).toBeDisabled()
  await group.getByRole('button', { name: 'History' }).click()
  await expect(
    window
      .getByRole('dialog', { name: /What became of alerts/ })
      .getByRole('cell', { name: 'acknowledged' })
      .first(),
  ).toBeVisible()
  await window.keyboard.press('Escape')

  // By keyboard: down, right, Enter.
  await grid.focus()
  await window.keyboard.press('Control+Home')
  await window.keyboard.press('ArrowDown')
  await window.keyboard.press('End')
  await expect(window.getByRole('status').filter({ hasText: /· [a-z-]+ \d+\.\d+\.\d+/ })).toBeVisible()
  await window.keyboard.press('Enter')
  await expect(window.getByRole('heading', { name: 'Nobody is here' })).toBeHidden()
  await expect(grid).toBeHidden()
})

test('checks rules, looks back, and shows beds over time', async ({ app }) => {
  test.slow()
  const { window } = app
  const program = new AppPage(window)
  await program.createVault()
  await program.goTo('Patient')
  await window.getByRole('button', { name: 'Open sample ward' }).click()
  const grid = window.getByRole('grid', { name: 'Patients of the ward' })
  await expect(grid).toHaveAttribute('aria-rowcount', '15', { timeout: 60_000 })

  // A rule in a unit that potassium cannot have is refused.
  await window.getByRole('button', { name: 'Alert rules' }).click()
  const rules = window.getByRole('dialog', { name: 'Alert rules' })
  await expect(rules.getByText(/Royal College of Physicians/).first()).toBeVisible()
  await expectAccessible(window, 'the alert rules')
  await rules.getByRole('button', { name: 'Change: Potassium very high' }).click()
  const form = window.getByRole('dialog', { name: 'Potassium very high' })
  await form.getByLabel('Unit (UCUM)').fill('mm[Hg]')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('This unit does not measure what is watched.')).toBeVisible()
  await form.getByLabel('Unit (UCUM)').fill('mmol/L')
  await form.getByRole('textbox', { name: 'Limit', exact: true }).fill('6.8')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(rules.getByText('changed here')).toBeVisible()
  await expect(rules.getByText(/Potassium at least 6.8/)).toBeVisible()
  await rules.getByRole('button', { name: 'As shipped' }).click()
  await expect(rules.getByText('changed here')).toBeHidden()
  await window.keyboard.press('Escape')

  // One ward, then its course: every chart has its n.
  await window.getByLabel('Ward or clinic').selectOption({ label: 'Intensive Care Unit (2)' })
  await expect(grid).toHaveAttribute('aria-rowcount', '3')
  await window.getByRole('tab', { name: 'Beds and load' }).click()
  await expect(window.getByText('now n = 2, most 2')).toBeVisible()
  await expect(window.getByText('now n = 2 assessed of 2 on wards')).toBeVisible()
  await expectAccessible(window, 'the course of a ward')

  // A day ago the same ward; what is shown then cannot be answered.
  await window.getByRole('button', { name: /^As of/ }).click()
  const field = window.getByLabel('Time of the list')
  const yesterday = await window.evaluate(() => {
    const at = new Date(Date.now() - 26 * 3_600_000)
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
  })
  await field.last().fill(yesterday)
  await window.getByRole('button', { name: 'As of', exact: true }).click()
  await expect(window.getByText(/^The list as it was on/)).toBeVisible()
  await window.getByRole('tab', { name: 'Alerts' }).click()
  await expect(window.getByRole('tabpanel').getByText('No alerts.')).toBeVisible()
  await window.getByRole('button', { name: 'Back to now' }).click()
  await expect(window.getByText(/^The list as it was on/)).toBeHidden()
})

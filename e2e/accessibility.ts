import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Fails with the rules that the page breaks and the elements that break them (WCAG 2.2 A and AA, axe's best practices). */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  // A transition that is under way shows colours that no rule should judge; a spinner never ends.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished.catch(() => null)),
    ),
  )
  const { violations } = await new AxeBuilder({ page })
    // Electron has no second window for the usual mode to merge frames in; there is only one frame.
    .setLegacyMode(true)
    .analyze()
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  )
  expect(found, `accessibility of ${screen}`).toEqual([])
}

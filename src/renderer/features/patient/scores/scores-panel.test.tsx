import { renderToStaticMarkup } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { scores } from '../../../../shared/domain/scores/all-scores'
import { startTranslations } from '../../../i18n/i18n'
import { ScoresPanel } from './scores-panel'

beforeAll(startTranslations)

const found = {
  age: { value: 69, unit: 'a' },
  creatinine: { value: 97, unit: 'umol/L', date: '2026-02-20', source: 'lab.csv row 7' },
}

async function markup(language: string, first: (typeof scores)[number]['id']): Promise<string> {
  await i18next.changeLanguage(language)
  return renderToStaticMarkup(
    <I18nextProvider i18n={i18next}>
      <ScoresPanel found={() => found} assess={() => new Promise(() => undefined)} first={first} />
    </I18nextProvider>,
  )
}

describe('the panel of scores', () => {
  it.each(scores.flatMap(({ id }) => [[id, 'en'] as const, [id, 'zh-CN'] as const]))(
    'shows %s in %s without a missing text',
    async (id, language) => expect(await markup(language, id)).not.toMatch(/scores\.[a-z]+/),
  )

  it('shows a value of the record with unit, source and date', async () => {
    const page = await markup('en', 'egfr-ckd-epi-2021')
    expect(page).toContain('value="97"')
    expect(page).toContain('<option value="umol/L" selected="">µmol/L</option>')
    expect(page).toContain('lab.csv row 7')
    expect(page).toContain('20 Feb 2026')
    expect(page).toContain('Not in the record')
    expect(page).toContain('10.1056/NEJMoa2102953')
  })
})

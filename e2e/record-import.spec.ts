/** Records on screen: files of several senders, a table whose columns get a meaning, held rows, and no doubles. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { RecordImports } from './pages/record-imports'
import { VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-records-'))
})
test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: 'urn:mrn', value: 'A1' }],
  name: [{ family: 'Doe', given: ['Jane'] }],
  gender: 'female',
  birthDate: '1950-02-03',
}
const creatinine = (id: string, hour: number, value: number, unit?: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2160-0', display: 'Creatinine' }] },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: `2026-03-01T0${hour}:00:00Z`,
  valueQuantity: { value, ...(unit === undefined ? {} : { unit }) },
})
const bundle = (...resources: object[]) =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  })

/** Characters outside ASCII as GBK writes them, found by what its decoder makes of every pair of bytes. */
function inGbk(text: string): Uint8Array {
  const decoder = new TextDecoder('gbk')
  const pairs = new Map<string, [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) pairs.set(decoder.decode(new Uint8Array([lead, trail])), [lead, trail])
  return new Uint8Array([...text].flatMap((sign) => pairs.get(sign) ?? [sign.charCodeAt(0)]))
}

test('a bundle is tried, imported, repaired alike, and imported again without doubles', async ({ app }) => {
  const { electron, window } = app
  await new VaultScreens(window).createAndEnter()
  const imports = new RecordImports(window)
  const path = await write(
    'bundle.json',
    bundle(patient, creatinine('o1', 1, 1.2, 'mg/dL'), creatinine('o2', 2, 1.3), creatinine('o3', 3, 1.4)),
  )
  await chooseInFileDialog(electron, [path])
  await imports.choose()
  await expect(window.getByText('Recognised by the content.')).toBeVisible()
  await expect(window.getByRole('button', { name: 'On to the dry run' })).toBeDisabled()
  await expectAccessible(window, 'files of an import')
  await imports.toDryRun('HIS')
  await expect(window.getByText('1 new patient')).toBeVisible()
  await expectAccessible(window, 'dry run')
  await imports.importAfter('2 new, 0 there already, 2 held back')
  await expect(imports.entry(0)).toContainText('held back: 2 waiting')
  await expectAccessible(window, 'imports')

  await imports.entry(0).getByRole('button', { name: 'Repair 2 rows' }).click()
  await expect(imports.held).toContainText('A number without a unit')
  await imports.held.getByLabel('Unit').fill('mmHg')
  await imports.held.getByRole('button', { name: 'Store the changed row' }).click()
  await expect(imports.held.getByRole('alert')).toContainText('A unit that does not fit what was measured')
  await imports.held.getByLabel('Unit').fill('mg/dL')
  await expectAccessible(window, 'held row')
  await imports.held.getByRole('button', { name: 'Change and store all 2 alike rows' }).click()
  await expect(window.getByText('No row is held back')).toBeVisible()

  await imports.chooseAgain()
  await imports.toDryRun('HIS')
  await expect(window.getByText('1 known patient')).toBeVisible()
  await window.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(imports.entry(0)).toContainText('0 new')
  await expect(imports.entry(0)).toContainText('4 there already')
  await expect(imports.entry(1)).toContainText('2 repaired')
})

test('a dropped message with odd delimiters goes to the records', async ({ app }) => {
  const { window } = app
  await new VaultScreens(window).createAndEnter()
  const message = [
    'MSH*%~\\&*LAB*H*VES*H*20240305081500**ORU%R01*1*P*2.5',
    'PID*1**A7%%%H%MR**Doe%Jane**19500203*F',
    'OBR*1**O1*24323-8%CMP%LN***20240305080000',
    'OBX*1*NM*2160-0%Creatinine%LN**88*umol/L*****F***20240305080000',
  ].join('\r')
  const path = await write('results.hl7', message)
  const debuggee = await window.context().newCDPSession(window)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await debuggee.send('Input.dispatchDragEvent', {
      type,
      x: 600,
      y: 400,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    })
  const imports = new RecordImports(window)
  await expect(window.getByLabel('Format')).toHaveValue('hl7')
  await imports.toDryRun('LAB')
  await imports.importAfter('2 new, 0 there already, 0 held back')
})

test('a table in GBK gets its meanings, which the next one finds again', async ({ app }) => {
  const { electron, window } = app
  await new VaultScreens(window).createAndEnter()
  const imports = new RecordImports(window)
  const header = '病历号,姓名,性别,采样时间,血糖,备注'
  const rows = ['A1,张三,男,2024-03-15 08:10,7.4,"空腹\n采血"', 'A2,李四,女,2024-03-16 08:20,溶血,']
  const path = await write('检验.csv', inGbk([header, ...rows].join('\n')))
  await chooseInFileDialog(electron, [path])
  await imports.choose()
  await window.getByRole('button', { name: 'On to the columns' }).click()
  await expect(imports.column('病历号')).toContainText('proposed')
  await expect(window.getByLabel('Characters')).toContainText('Found: GBK')
  const onwards = window.getByRole('button', { name: 'On to the dry run' })
  await expect(window.getByText('血糖: a number needs a unit.')).toBeVisible()
  await expect(onwards).toBeDisabled()
  await imports.column('血糖').getByLabel('Unit of 血糖').fill('mmol/L')
  await expect(imports.preview).toContainText('14749-6')
  await expect(imports.preview).toContainText('7.4 mmol/L')
  await expect(imports.preview).toContainText('Has a value that cannot be read')
  await imports.column('备注').getByLabel('Meaning of 备注').selectOption('Measured value')
  await imports.column('备注').getByLabel('Kind of values in 备注').selectOption('Words')
  await expect(imports.preview).toContainText('空腹')
  await expectAccessible(window, 'columns of a table')
  await window.getByLabel('Name of the mapping').fill('ward labs')
  await onwards.click()
  await expect(window.getByText('2 new patients')).toBeVisible()
  await imports.importAfter('4 new, 0 there already, 1 held back')

  await imports.entry(0).getByRole('button', { name: 'Repair 1 row' }).click()
  await imports.held.getByLabel('血糖').fill('6.1')
  await imports.held.getByRole('button', { name: 'Store the changed row' }).click()
  await expect(window.getByText('No row is held back')).toBeVisible()

  await imports.chooseAgain()
  await window.getByRole('button', { name: 'On to the columns' }).click()
  await expect(window.getByText('Recognised by its header')).toBeVisible()
  await window.getByRole('button', { name: 'Saved mappings …' }).click()
  const dialog = window.getByRole('dialog', { name: 'Saved mappings' })
  await expectAccessible(window, 'saved mappings')
  await dialog.getByRole('button', { name: 'Throw ward labs away' }).click()
  await expect(dialog.getByText('No mapping is saved.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await new Workstation(window).toast.last().getByRole('button', { name: 'Undo' }).click()
  await window.getByRole('button', { name: 'Saved mappings …' }).click()
  await expect(dialog.getByRole('heading', { name: 'ward labs' })).toBeVisible()
  await window.keyboard.press('Escape')
  await onwards.click()
  await imports.importAfter('0 new, 4 there already, 1 held back')
  await expect(imports.entry(0)).toContainText('0 new')
  await imports.goTo('Held rows')
  await expect(window.getByText('No row is held back')).toBeVisible()
})

test('two patients of one name are compared and joined, or kept apart', async ({ app }) => {
  const { electron, window } = app
  await new VaultScreens(window).createAndEnter()
  const imports = new RecordImports(window)
  const twin = { ...patient, id: 'p2', identifier: [{ system: 'urn:other', value: 'B7' }] }
  await chooseInFileDialog(electron, [await write('bundle.json', bundle(patient, twin))])
  await imports.choose()
  await imports.toDryRun('HIS')
  await imports.importAfter('2 new, 0 there already, 0 held back')
  await imports.goTo('Same person?')
  const pair = window.getByRole('region', { name: 'A1 and B7' })
  await expect(pair.getByRole('row', { name: /Birth date/ })).toContainText('same')
  await expectAccessible(window, 'two patients')
  await pair.getByRole('button', { name: 'Two people' }).click()
  await expect(window.getByText('Nobody seems to be there twice')).toBeVisible()
  const toast = new Workstation(window).toast.last()
  await toast.getByRole('button', { name: 'Undo' }).click()
  await pair.getByRole('button', { name: 'One person: show as A1' }).click()
  await expect(window.getByText('Nobody seems to be there twice')).toBeVisible()
})

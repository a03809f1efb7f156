/**
 * Nothing about a patient in clear on the disk: a study is imported, read, assessed and commented on, the program is
 * closed, and then every file of the profile is searched: database, write-ahead log, logs, Chromium's folders, dumps.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { findPlaintext } from '../src/test-support/find-plaintext'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { asDicom, drawGray } from './make-film'
import { AppPage, testPassword } from './pages/app'
import { ReadPage } from './pages/read-page'
import { WorklistPage } from './pages/worklist-page'

const identity = {
  '00080020': ['DA', '20240307'],
  '00080050': ['SH', 'ACC-77310942'],
  '00080060': ['CS', 'DX'],
  '00080090': ['PN', 'Referring^Quandary'],
  '00081030': ['LO', 'ZEBRAFISH THORAX'],
  '00100010': ['PN', 'Wollstonecraft^Theodora'],
  '00100020': ['LO', 'MRN-48151623'],
  '00100030': ['DA', '20210117'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'AP'],
} satisfies Record<string, [string, string]>

test('the profile holds no name, id, UID, comment or pixel in clear', async ({
  start,
  profileDir,
}, testInfo) => {
  const outside = testInfo.outputPath('films')
  await mkdir(outside, { recursive: true })
  // A pattern whose bytes occur nowhere by chance, and a film that the model takes for one of its own.
  const picture = drawGray(300, 301, (x, y) => (x * 7 + y * 13 + ((x * y) % 31)) % 256)
  const drawn = join(outside, 'drawn-wollstonecraft.dcm')
  const bytes = asDicom(picture, identity)
  await writeFile(drawn, bytes)
  const { writeSyntheticFilm } = await loadGenerator()
  writeSyntheticFilm({ folder: outside, name: 'made-film-9917.dcm' }, 9917, 3, true, 512)

  const app = await start()
  const { window } = app
  const recoveryKey = await new AppPage(window).createVault()
  const worklist = new WorklistPage(window)
  await chooseInFileDialog(app.electron, [outside])
  await window.keyboard.press('Control+O')
  await worklist.expectStudies(2)
  await worklist.search.fill('Wollstonecraft')
  await worklist.expectStudies(1)
  await worklist.rows.first().dblclick()
  const read = new ReadPage(window)
  await read.expectReady()
  await new AppPage(window).goTo('Worklist')
  await worklist.search.fill('FILM9917')
  await worklist.expectStudies(1)
  await worklist.rows.first().dblclick()
  await read.expectReady()
  await window.keyboard.press('r')
  await expect(read.findings.getByTestId('probability').or(window.getByTestId('reason'))).toBeVisible()
  await window.keyboard.press('c')
  await window.keyboard.type('Peculiar marmalade opacity behind the heart')
  await window.keyboard.press('Escape')
  await expect(window.getByTestId('review-state')).toHaveText(/^Saved/)

  const needles = [
    ...Object.values(identity)
      .map(([, value]) => value)
      .filter((value) => value.length >= 8),
    'Wollstonecraft',
    'Theodora',
    'WOLLSTONECRAFT',
    '2021-01-17',
    'FILM9917',
    'SYNTH-9917',
    'marmalade opacity',
    'made-film-9917',
    'drawn-wollstonecraft',
    testPassword,
    recoveryKey,
    recoveryKey.replaceAll('-', ''),
    // The SOP Instance UID as the file has it, the pixels of two stretches of rows, the file's own start of the data set.
    uidIn(bytes),
    Buffer.from(picture.data.subarray(20_000, 20_064)),
    Buffer.from(picture.data.subarray(60_000, 60_064)),
    bytes.subarray(bytes.length - 48),
  ]
  // While the program runs: the write-ahead log and whatever Chromium keeps open.
  expect(findPlaintext(profileDir, needles)).toEqual([])
  expect(app.log()).not.toContain('Wollstonecraft')
  await app.close()
  expect(findPlaintext(profileDir, needles)).toEqual([])
  for (const needle of needles) if (typeof needle === 'string') expect(app.log()).not.toContain(needle)
})

/** (0008,0018) in explicit VR little endian. */
function uidIn(file: Buffer): string {
  const at = file.indexOf(Buffer.from([0x08, 0x00, 0x18, 0x00, 0x55, 0x49]))
  const length = file.readUInt16LE(at + 6)
  return file.toString('latin1', at + 8, at + 8 + length).replace(/\0$/, '')
}

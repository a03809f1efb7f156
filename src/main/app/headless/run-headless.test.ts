import { describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ app: { getPath: () => '/nowhere' } }))

const { readCommand } = await import('./run-headless')

describe('readCommand', () => {
  it('takes the first word as the command and leaves it the rest', () => {
    expect(readCommand(['predict', 'chest-film', 'a.dcm', '--age-years', '3'])).toEqual({
      name: 'predict',
      args: ['chest-film', 'a.dcm', '--age-years', '3'],
    })
  })

  it('drops --json and --profile wherever they stand', () => {
    expect(readCommand(['--profile', '/p', 'list', '--json', '--profile=/q'])).toEqual({
      name: 'list',
      args: [],
    })
  })

  it('leaves everything behind -- as it is', () => {
    expect(readCommand(['import', '--json', '--', '--json', '--profile'])).toEqual({
      name: 'import',
      args: ['--', '--json', '--profile'],
    })
  })

  it('knows when no command was given', () => {
    expect(readCommand(['--json'])).toEqual({ name: undefined, args: [] })
  })
})

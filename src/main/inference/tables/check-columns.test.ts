import { describe, expect, it } from 'vitest'
import type { TableManifest } from '../../../shared/domain/models/manifest'
import { tinyFamiliarity, tinyTable } from '../../../test-support/tiny-table'
import { modelContract } from '../model-contract'

const columnsOf = ({ inputs }: TableManifest) => inputs[0]!.columns

describe('the contract of a model of tables', () => {
  it('lists what the graph has to give', () => {
    const contract = modelContract(tinyTable())
    expect(contract).toMatchObject({ task: 'table-classification', batch: 'free' })
    expect(contract.inputs).toEqual([{ name: 'row', shape: [null, 4] }])
    expect(contract.outputs).toEqual([
      { name: 'logit', shape: [null, 1] },
      { name: 'members', shape: [null, null] },
      { name: 'additive', shape: [null, 4] },
    ])
  })

  it.each<[string, (manifest: TableManifest) => void]>([
    ['a name twice', (manifest) => (columnsOf(manifest)[1]!.name = 'age')],
    ['an alias that is another’s name', (manifest) => (columnsOf(manifest)[1]!.aliases = ['sex'])],
    ['an age that is no number', (manifest) => (manifest.population.age!.column = 'smokes')],
    ['an age that is not listed', (manifest) => (manifest.population.age!.column = 'years')],
    ['age limits in the wrong order', (manifest) => (manifest.population.age!.min = 91)],
    ['more known columns than there are', (manifest) => (manifest.population.leastKnown = 5)],
    ['shares that do not add up', (manifest) => (columnsOf(manifest)[0]!.background[0]!.share = 0.9)],
    ['another width', (manifest) => (manifest.inputs[0]!.shape = ['N', 5])],
    [
      'limits in the wrong order',
      (manifest) => (columnsOf(manifest)[0]!.cells = { kind: 'number', low: 1, high: 0, source: 'tests' }),
    ],
    [
      'additive parts of nothing',
      ({ outputs }) => {
        const [, , additive] = outputs
        if (additive?.role === 'additive-contributions') additive.of = 'members'
      },
    ],
  ])('refuses %s', (_name, change) => {
    const manifest = tinyTable()
    change(manifest)
    expect(() => modelContract(manifest)).toThrow(
      expect.objectContaining({ code: 'MODEL_MANIFEST_INVALID' }) as Error,
    )
  })
})

describe('the contract of a model that says how unusual a row is', () => {
  it('gives each table its place in the input', () => {
    expect(modelContract(tinyFamiliarity()).input).toEqual({
      name: 'row',
      width: 6,
      tables: [
        { model: 'other', start: 0, columns: 2 },
        { model: 'tiny-table', start: 2, columns: 4 },
      ],
    })
  })

  it('refuses outputs for other tables than those of the input', () => {
    const manifest = tinyFamiliarity()
    const [output] = manifest.outputs
    if (output?.role === 'row-unfamiliarity') output.tables.reverse()
    expect(() => modelContract(manifest)).toThrow('do not name the same tables')
  })
})

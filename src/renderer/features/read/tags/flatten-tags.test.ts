import { describe, expect, it } from 'vitest'
import type { TagNode } from '../../../../shared/domain/imaging/instance'
import { countTags, flattenTags } from './flatten-tags'

const node = (tag: string, keyword: string, value: string, children: TagNode[] = []): TagNode => ({
  tag,
  keyword,
  vr: children.length > 0 ? 'SQ' : 'LO',
  value,
  bytes: value.length,
  children,
})
const tree = [
  node('0008,0060', 'Modality', 'CT'),
  node('0008,1140', 'ReferencedImageSequence', '', [
    node('FFFE,E000', 'Item', '', [node('0008,1150', 'ReferencedSOPClassUID', '1.2.840')]),
  ]),
  node('0028,0010', 'Rows', '512'),
]

const names = (rows: ReturnType<typeof flattenTags>['rows']) => rows.map((row) => row.node.keyword)

describe('flattenTags', () => {
  it('shows open branches only', () => {
    expect(names(flattenTags(tree, new Set(), '').rows)).toEqual([
      'Modality',
      'ReferencedImageSequence',
      'Rows',
    ])
    expect(names(flattenTags(tree, new Set(['1']), '').rows)).toContain('Item')
    expect(flattenTags(tree, new Set(), '').matched).toBe(countTags(tree))
  })

  it('finds values inside closed sequences, with the branches above them', () => {
    const { rows, matched } = flattenTags(tree, new Set(), '1.2.840')
    expect(names(rows)).toEqual(['ReferencedImageSequence', 'Item', 'ReferencedSOPClassUID'])
    expect(rows.map(({ depth }) => depth)).toEqual([0, 1, 2])
    expect(matched).toBe(1)
  })

  it('finds by number with or without comma, and by several words', () => {
    expect(names(flattenTags(tree, new Set(), '00280010').rows)).toEqual(['Rows'])
    expect(names(flattenTags(tree, new Set(), 'rows 512').rows)).toEqual(['Rows'])
    expect(flattenTags(tree, new Set(), 'nothing').rows).toEqual([])
  })
})

/** The tag tree as rows of a list, filtered by a text. */
import type { TagNode } from '../../../../shared/domain/imaging/instance'

export interface TagRow {
  /** path of positions in the tree, unique */
  key: string
  depth: number
  node: TagNode
  expandable: boolean
  expanded: boolean
}

const matches = (node: TagNode, words: readonly string[]): boolean => {
  const hay =
    `${node.tag} ${node.tag.replace(',', '')} ${node.keyword} ${node.value} ${node.vr}`.toLowerCase()
  return words.every((word) => hay.includes(word))
}

/** All nodes of a tree, items of sequences included. */
export const countTags = (nodes: readonly TagNode[]): number =>
  nodes.reduce((sum, node) => sum + 1 + countTags(node.children), 0)

/**
 * Rows to show. Without a text: the branches in `open`. With one: every match with the branches above it, opened.
 * `matched` counts the nodes that match.
 */
export function flattenTags(
  nodes: readonly TagNode[],
  open: ReadonlySet<string>,
  text: string,
): { rows: TagRow[]; matched: number } {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const rows: TagRow[] = []
  let matched = 0

  const visit = (children: readonly TagNode[], prefix: string, depth: number): boolean => {
    let any = false
    children.forEach((node, index) => {
      const key = `${prefix}${index}`
      const expandable = node.children.length > 0
      const row: TagRow = { key, depth, node, expandable, expanded: words.length > 0 || open.has(key) }
      const at = rows.length
      rows.push(row)
      const self = words.length === 0 || matches(node, words)
      if (self && words.length > 0) matched += 1
      const below = expandable && row.expanded ? visit(node.children, `${key}.`, depth + 1) : false
      if (words.length > 0 && expandable) row.expanded = below
      if (self || below) any = true
      else rows.length = at
    })
    return any
  }

  visit(nodes, '', 0)
  return { rows, matched: words.length === 0 ? countTags(nodes) : matched }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInline, parseMarkdown } from './markdown'

const text = (value: string) => ({ type: 'text' as const, text: value })

describe('Markdown of model cards', () => {
  it('reads headings, paragraphs and lists', () => {
    expect(parseMarkdown('# Title\n\nOne line\nand its end.\n\n- a\n- b\n  goes on\n\n1. c')).toEqual([
      { type: 'heading', level: 1, children: [text('Title')] },
      { type: 'paragraph', children: [text('One line and its end.')] },
      { type: 'list', ordered: false, items: [[text('a')], [text('b goes on')]] },
      { type: 'list', ordered: true, items: [[text('c')]] },
    ])
  })

  it('reads tables and fenced code', () => {
    expect(parseMarkdown('| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```')).toEqual([
      { type: 'table', head: [[text('a')], [text('b')]], rows: [[[text('1')], [text('2')]]] },
      { type: 'code', text: 'x < y' },
    ])
  })

  it('reads marks within text and leaves the rest', () => {
    expect(parseInline('a **b *c*** `d*e*` snake_case_name')).toEqual([
      text('a '),
      { type: 'strong', children: [text('b *c')] },
      text('* '),
      { type: 'code', text: 'd*e*' },
      text(' snake_case_name'),
    ])
    expect(parseInline('[paper](https://example.org/x)')).toEqual([
      { type: 'link', children: [text('paper')], address: 'https://example.org/x' },
    ])
  })

  it('takes HTML for text', () => {
    expect(parseMarkdown('<script>x</script>')).toEqual([
      { type: 'paragraph', children: [text('<script>x</script>')] },
    ])
  })

  it('ends on any input', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('# a', '- b', '  c', '|d|', '|---|', '```', '> e', '', '---', '1. f')),
        (lines) => {
          expect(Array.isArray(parseMarkdown(lines.join('\n')))).toBe(true)
        },
      ),
    )
  })
})

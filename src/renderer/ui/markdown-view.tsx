import { Fragment, useMemo, type ReactNode } from 'react'
import { parseMarkdown, type Block, type Inline } from './markdown'
import './markdown.css'

interface MarkdownViewProps {
  source: string
  /** Level of the page's heading above it, 1..5: a card's '#' becomes the next one. */
  below: number
}

/** A Markdown text as elements, never as HTML. Addresses are shown, not followed: this program opens no web pages. */
export function MarkdownView({ source, below }: MarkdownViewProps) {
  const blocks = useMemo(() => parseMarkdown(source), [source])
  return (
    <div className="markdown selectable">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} below={below} />
      ))}
    </div>
  )
}

function BlockView({ block, below }: { block: Block; below: number }): ReactNode {
  switch (block.type) {
    case 'heading':
      return (
        <div
          role="heading"
          aria-level={Math.min(6, below + block.level)}
          className={`markdown__heading markdown__heading--${Math.min(3, block.level)}`}
        >
          {inline(block.children)}
        </div>
      )
    case 'paragraph':
      return <p>{inline(block.children)}</p>
    case 'quote':
      return <blockquote>{inline(block.children)}</blockquote>
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>
    case 'rule':
      return <hr />
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{inline(item)}</li>)
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return (
        <div className="markdown__table" tabIndex={0} role="group">
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col">
                    {inline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
  }
}

const inline = (parts: readonly Inline[]): ReactNode =>
  parts.map((part, index) => <Fragment key={index}>{inlineView(part)}</Fragment>)

function inlineView(part: Inline): ReactNode {
  switch (part.type) {
    case 'text':
      return part.text
    case 'code':
      return <code>{part.text}</code>
    case 'strong':
      return <strong>{inline(part.children)}</strong>
    case 'emphasis':
      return <em>{inline(part.children)}</em>
    case 'link': {
      const [first] = part.children
      const bare = part.children.length === 1 && first?.type === 'text' && first.text === part.address
      return bare ? (
        <span className="markdown__address">{part.address}</span>
      ) : (
        <>
          {inline(part.children)} <span className="markdown__address">({part.address})</span>
        </>
      )
    }
  }
}

import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight, Search } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { ErrorNotice } from '../../../ui/error-notice'
import { TextField } from '../../../ui/text-field'
import { countTags, flattenTags, type TagRow } from './flatten-tags'
import './tag-browser.css'

/** Every DICOM tag of the shown image, with search. */
export function TagBrowser({ instanceId }: { instanceId: string | null }) {
  const { t } = useTranslation()
  const tags = useBridgeQuery('study:tags', [{ instanceId: instanceId ?? '' }], {
    enabled: instanceId !== null,
    placeholderData: (before) => before,
  })
  const [text, setText] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const nodes = tags.data
  const { rows, matched } = useMemo(() => flattenTags(nodes ?? [], open, text), [nodes, open, text])
  const total = useMemo(() => countTags(nodes ?? []), [nodes])

  if (instanceId === null) return <p className="tags__message">{t('read.tags.noImage')}</p>
  if (tags.error) return <ErrorNotice error={errorOf(tags.error)} />
  const toggle = (key: string) =>
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  return (
    <div className="tags">
      <div className="tags__head">
        <TextField
          type="search"
          label={t('read.tags.search')}
          labelHidden
          placeholder={t('read.tags.search')}
          icon={<Search aria-hidden="true" />}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="quiet tags__count" role="status">
          {nodes && t('read.tags.count', { shown: matched, total })}
        </p>
      </div>
      {rows.length === 0 && text ? (
        <p className="tags__message">{t('read.tags.none', { text })}</p>
      ) : (
        <TagList rows={rows} onToggle={toggle} />
      )}
    </div>
  )
}

const rowHeight = 40

function TagList({ rows, onToggle }: { rows: readonly TagRow[]; onToggle(key: string): void }) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  return (
    <div
      ref={scroller}
      className="tags__scroller"
      tabIndex={0}
      role="region"
      aria-label={t('read.tags.table')}
    >
      <ul className="tags__list" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          return row ? (
            <li
              key={row.key}
              className="tags__row"
              style={{ top: start, paddingInlineStart: 12 + row.depth * 14 }}
            >
              <TagLine row={row} onToggle={onToggle} />
            </li>
          ) : null
        })}
      </ul>
    </div>
  )
}

function TagLine({ row, onToggle }: { row: TagRow; onToggle(key: string): void }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { node, expandable, expanded } = row
  const name = node.keyword || t('read.tags.private')
  const value = node.value || (node.bytes > 0 && !expandable ? format.bytes(node.bytes) : '')
  return (
    <>
      <div className="tags__line">
        {expandable && (
          <button
            type="button"
            className="tags__toggle"
            aria-expanded={expanded}
            aria-label={t(expanded ? 'read.tags.collapse' : 'read.tags.expand', { name })}
            onClick={() => onToggle(row.key)}
          >
            <ChevronRight aria-hidden="true" />
          </button>
        )}
        <span className="tags__name clip selectable">{name}</span>
        <span className="tags__tag mono selectable">
          {node.tag} {node.vr}
        </span>
      </div>
      <div className="tags__value clip selectable" title={value}>
        {value}
      </div>
    </>
  )
}

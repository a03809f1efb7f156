import { X } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trace } from '../../../../shared/domain/record/reading'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { ErrorNotice } from '../../../ui/error-notice'
import { Fact } from '../../../ui/fact'
import { IconButton } from '../../../ui/icon-button'
import { Spinner } from '../../../ui/progress'
import { useEntryFacts } from './use-entry-facts'
import { WaveformPreview } from './waveform-preview'
import './source-panel.css'

interface SidePanelProps {
  title: string
  onClose(): void
  children: ReactNode
}

/** Beside the page, which stays in reach: Escape or its button closes it, and the focus goes back. */
export function SidePanel({ title, onClose, children }: SidePanelProps) {
  const { t } = useTranslation()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className="side-panel"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        onClose()
      }}
    >
      <header className="side-panel__head">
        <h2>{title}</h2>
        <IconButton label={t('common.close')} icon={<X />} shortcut="Escape" onClick={onClose} />
      </header>
      <div className="side-panel__body selectable" tabIndex={0} role="group" aria-label={title}>
        {children}
      </div>
    </aside>
  )
}

/** What a statement says, who said it, where it stands, and what was said before. */
export function SourcePanel({ entryId, onClose }: { entryId: number; onClose(): void }) {
  const { t } = useTranslation()
  const entry = useBridgeQuery('records:entry', [{ entryId }])
  const trace = useBridgeQuery('records:trace', [{ entryId }])
  const describe = useEntryFacts()
  const failure = entry.error ?? trace.error
  if (failure)
    return (
      <SidePanel title={t('patient.source.title')} onClose={onClose}>
        <ErrorNotice error={errorOf(failure)} />
      </SidePanel>
    )
  if (!entry.data || !trace.data)
    return (
      <SidePanel title={t('patient.source.title')} onClose={onClose}>
        <Spinner />
      </SidePanel>
    )
  const said = entry.data.entry
  const { title, value, facts } = describe(said)
  return (
    <SidePanel title={title} onClose={onClose}>
      {value && <p className="source__value">{value}</p>}
      {said.kind === 'waveform' && <WaveformPreview entry={said} />}
      {said.kind === 'document' && said.text !== '' && <div className="source__text">{said.text}</div>}
      <dl className="source__facts">
        {facts.map(({ key, value: text }) => (
          <Fact key={key} name={t(key)}>
            {text}
          </Fact>
        ))}
      </dl>
      <Sources trace={trace.data} />
      <Versions trace={trace.data} />
    </SidePanel>
  )
}

function Sources({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <section className="source__part">
      <h3>{t('patient.source.from', { count: trace.sources.length })}</h3>
      <ul className="source__list">
        {trace.sources.map((source) => (
          <li key={`${source.sender} ${source.file} ${source.position}`}>
            <strong>{source.sender}</strong>
            <span>{t('patient.source.place', { file: source.file, row: String(source.position) })}</span>
            {source.number !== null && <span>{t('patient.source.number', { number: source.number })}</span>}
            <span className="quiet">
              {t('patient.source.imported', {
                time: format.moment(source.importedAtMs),
                by: source.importedBy,
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Versions({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <section className="source__part">
      <h3>{t('patient.source.versions', { count: trace.versions.length })}</h3>
      <ol className="source__list">
        {trace.versions.map((version) => (
          <li key={version.entryId} aria-current={version.entryId === trace.entryId ? 'true' : undefined}>
            <strong>
              {version.value === null
                ? ''
                : `${format.measured({ value: version.value, unit: version.unit ?? '' })} · `}
              {t(`patient.status.${version.status as 'final'}`)}
            </strong>
            <span>
              {version.knownToMs === null
                ? t('patient.source.knownSince', { from: format.moment(version.knownFromMs) })
                : t('patient.source.knownFrom', {
                    from: format.moment(version.knownFromMs),
                    to: format.moment(version.knownToMs),
                  })}
            </span>
            <span className="quiet">
              {t('patient.source.stored', { time: format.moment(version.recordedMs) })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

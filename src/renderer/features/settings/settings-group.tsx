import { useId, type ReactNode } from 'react'

/** A titled block of a settings section. */
export function SettingsGroup({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children?: ReactNode
}) {
  const id = useId()
  return (
    <section className="settings-group" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text && <p className="settings-group__text">{text}</p>}
      {children}
    </section>
  )
}

/** Facts as name and value. */
export function FactList({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="fact-list selectable">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

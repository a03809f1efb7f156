import type { ReactNode } from 'react'

/** A name and its value in a description list that lays each pair out as a unit. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

import type { RejectReason } from '../../../shared/domain/record/read-item'

/** Thrown within a reader where one statement cannot be taken, and caught there: the reader goes on with the next. */
export class Rejection extends Error {
  constructor(
    readonly code: RejectReason,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`)
  }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The same object without members that are undefined: what a source does not say is absent in an entry. */
export function defined<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {}
  const given = value as Record<string, unknown>
  for (const name of Object.keys(given)) if (given[name] !== undefined) kept[name] = given[name]
  return kept as Defined<T>
}

import type Database from 'better-sqlite3'

/** One step of the schema. Numbers go by 10, so that a step can be put between two branches' work before release. */
export interface Migration {
  version: number
  name: string
  up(db: Database.Database): void
}

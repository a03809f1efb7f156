/** Prepared statements kept for each connection, and the small assertions that query modules share. */
import type Database from 'better-sqlite3'
import type { z } from 'zod'
import { AppException } from '../../shared/result'
import type { ReadableDatabase, WritableDatabase } from './open-database'

type Value = string | number | null | Uint8Array
type Parameters = Record<string, Value>
/** by name, or in the order of the marks `?` */
type Statement = Database.Statement<[Parameters | Value[]]>

const prepared = new WeakMap<Database.Database, Map<string, Statement>>()

function prepare(db: Database.Database, sql: string): Statement {
  let statements = prepared.get(db)
  if (!statements) {
    statements = new Map<string, Statement>()
    prepared.set(db, statements)
  }
  let statement = statements.get(sql)
  if (!statement) {
    statement = db.prepare<[Parameters | Value[]]>(sql)
    statements.set(sql, statement)
  }
  return statement
}

/** The first row, parsed, or null. */
export function one<S extends z.ZodType>(
  db: ReadableDatabase,
  row: S,
  sql: string,
  parameters: Parameters = {},
): z.output<S> | null {
  const found = prepare(db, sql).get(parameters)
  return found === undefined ? null : row.parse(found)
}

/** Every row, parsed. */
export function all<S extends z.ZodType>(
  db: ReadableDatabase,
  row: S,
  sql: string,
  parameters: Parameters = {},
): z.output<S>[] {
  return prepare(db, sql)
    .all(parameters)
    .map((found) => row.parse(found))
}

/** Whether a statement finds any row; its values in the order of their marks, for what is asked of every row of an import. */
export function isFound(db: ReadableDatabase, sql: string, values: Value[]): boolean {
  return prepare(db, sql).get(values) !== undefined
}

/** Runs a changing statement; returns how many rows changed. */
export function change(db: WritableDatabase, sql: string, parameters: Parameters = {}): number {
  return prepare(db, sql).run(parameters).changes
}

/** Runs a statement that must change exactly one row. @throws AppException NOT_FOUND */
export function changeOne(
  db: WritableDatabase,
  what: string,
  sql: string,
  parameters: Parameters = {},
): void {
  const { changes } = prepare(db, sql).run(parameters)
  if (changes === 0) throw new AppException('NOT_FOUND', `There is no such ${what}.`)
  if (changes !== 1) throw new AppException('INTERNAL', `${changes} rows of ${what} changed instead of one.`)
}

/** Inserts one row, its values by name or in the order of their marks; returns its row number. */
export function insert(db: WritableDatabase, sql: string, parameters: Parameters | Value[]): number {
  const { changes, lastInsertRowid } = prepare(db, sql).run(parameters)
  if (changes !== 1) throw new AppException('INTERNAL', `${changes} rows were inserted instead of one.`)
  return Number(lastInsertRowid)
}

/** All of it or nothing; may be nested. The lock is taken at once, so that nothing read inside can go stale. */
export function atomically<T>(db: WritableDatabase, work: () => T): T {
  return db.transaction(work).immediate()
}

import { ExactDecimal, exactNumber, mayHoldExactDecimal } from './exact-number'

export type JsonValue = null | boolean | number | string | ExactDecimal | JsonValue[] | JsonObject
export interface JsonObject {
  [name: string]: JsonValue
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactDecimal)

/** Deepest nesting that is read. FHIR's own resources stay below 20. */
export const mostJsonDepth = 100

/** As JSON.parse, with numbers that keep their zeros. @throws SyntaxError for what is no JSON, RangeError where it is too deep */
export function parseExactJson(text: string): JsonValue {
  const value: unknown = mayHoldExactDecimal(text)
    ? JSON.parse(text, reviveNumber as Reviver)
    : JSON.parse(text)
  if (!isShallow(value as JsonValue)) throw new RangeError('nested too deep')
  return value as JsonValue
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown

/** The third argument is of ECMA-262's "JSON.parse source text access"; the compiler's library does not declare it yet. */
const reviveNumber = (_key: string, value: unknown, context: { source?: string }): unknown =>
  typeof value === 'number' && context.source !== undefined ? exactNumber(context.source) : value

/** Stops at the limit, so that it cannot run out of stack itself. */
function isShallow(value: JsonValue, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || value instanceof ExactDecimal) return true
  if (depth > mostJsonDepth) return false
  if (Array.isArray(value)) return value.every((member) => isShallow(member, depth + 1))
  for (const name in value) if (!isShallow(value[name] ?? null, depth + 1)) return false
  return true
}

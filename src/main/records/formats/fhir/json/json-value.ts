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

function isShallow(root: JsonValue): boolean {
  let level: JsonValue[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostJsonDepth) return false
    level = level.flatMap((value) => (Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [])).filter((value) => typeof value === 'object' && value !== null) // prettier-ignore
  }
  return true
}

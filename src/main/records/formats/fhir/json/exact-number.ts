/**
 * Numbers as a JSON text writes them. In FHIR R4 the zeros behind the point are a statement of precision (3.2.1.5.1,
 * "7.40" is not "7.4"), and JavaScript's numbers lose them.
 */

/** A number whose text ends in zeros behind the point. All other numbers are plain ones. */
export class ExactDecimal {
  constructor(
    readonly value: number,
    /** digits behind the point */
    readonly decimals: number,
  ) {}

  /** So that a resource written again has the digits it came with. */
  toJSON(): unknown {
    return exactJsonNumber(this.value, this.decimals)
  }
}

const trailingZero = /^-?\d+\.(\d*0)$/

/** @param text a number by the grammar of JSON */
export function exactNumber(text: string): number | ExactDecimal {
  const fraction = trailingZero.exec(text)?.[1]
  return fraction === undefined ? Number(text) : new ExactDecimal(Number(text), fraction.length)
}

/** Whether a text may hold a number that needs {@link exactNumber}; true too for strings that look like one. */
export const mayHoldExactDecimal = (json: string): boolean => /\.\d*0\s*[,}\]]/.test(json)

// ECMA-262's proposal "JSON.parse source text access", which the runtime has and the compiler's library does not declare yet.
const json = JSON as typeof JSON & { rawJSON: (text: string) => unknown }

/** A number for JSON.stringify with at least `decimals` digits behind the point. */
export function exactJsonNumber(value: number, decimals: number | undefined): unknown {
  const text = String(value)
  const written = text.includes('e') ? 0 : (text.split('.')[1]?.length ?? 0)
  // A double has no more than 17 digits to tell; toFixed writes 20 at most.
  if (decimals === undefined || decimals <= written || text.includes('e')) return value
  return json.rawJSON(value.toFixed(Math.min(decimals, 20)))
}

/** One question of the self-test. It throws what is wrong; what it returns is printed beside its name. */
export interface Check {
  name: string
  run(): Promise<Record<string, string | number | boolean>>
}

/** Throws when a check's expectation does not hold; the text goes into the line. */
export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new CheckFailure(otherwise)
}

export class CheckFailure extends Error {}

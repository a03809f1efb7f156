/** Columns that grow row by row without a JavaScript object for each. */
export class GrowableNumbers {
  length = 0
  private values = new Float64Array(1024)

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }

  finish(): Float64Array {
    return this.values.slice(0, this.length)
  }
}

/** Texts by number, each kept once. */
export class Dictionary {
  readonly names: string[] = []
  private readonly numbers = new Map<string, number>()

  numberOf(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) {
      number = this.names.push(name) - 1
      this.numbers.set(name, number)
    }
    return number
  }
}

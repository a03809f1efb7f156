import { Tokenizer, TokenType } from '@streamparser/json'
import { type ExactDecimal, exactNumber } from './exact-number'
import { type JsonObject, type JsonValue, mostJsonDepth } from './json-value'

/** An element of the streamed array, or a whole document without that array. */
export interface FoundJson {
  from: 'array' | 'document'
  value: JsonValue
}

export interface JsonFailure {
  code: 'malformed' | 'too-large'
  detail: string
}

interface Container {
  value: JsonValue[] | JsonObject
  /** the name that the next value of an object belongs to */
  name: string | null
  /** what the grammar allows next: `v` value, `k` name, `:`, `,` */
  expects: 'v' | 'v]' | 'k' | 'k}' | ':' | ','
}

/**
 * Builds JSON documents that stand one behind another from their bytes, and gives the elements of one array of the outermost
 * object as each ends, so that a document of any length needs the memory of one element. Numbers keep their zeros.
 */
export class JsonDocuments {
  readonly found: FoundJson[] = []
  failure: JsonFailure | null = null
  private readonly tokenizer: ExactTokenizer
  private readonly stack: Container[] = []
  private bytes = 0
  private bytesAtStart = 0

  constructor(
    /** name of the outermost object's array whose elements are given one by one */
    private readonly streamed: string,
    private readonly mostElementBytes: number,
  ) {
    this.tokenizer = new ExactTokenizer(
      (token, value) => this.take(token, value),
      (error) => this.fail('malformed', error.message),
    )
  }

  write(bytes: Uint8Array): void {
    // In pieces, so that a value without an end is noticed soon after the limit.
    const piece = 256 * 1024
    for (let start = 0; start < bytes.length && !this.failure; start += piece) {
      const part = bytes.subarray(start, start + piece)
      this.bytes += part.length
      this.tokenizer.write(part)
      if (this.bytes - this.bytesAtStart > this.mostElementBytes)
        this.fail('too-large', `one element is longer than ${this.mostElementBytes} bytes`)
    }
  }

  end(): void {
    if (!this.failure) this.tokenizer.finish()
    if (!this.failure && this.stack.length > 0) this.fail('malformed', 'the text ends within a value')
  }

  private fail(code: JsonFailure['code'], detail: string): void {
    this.failure ??= { code, detail: `${detail} (near byte ${this.bytes})` }
  }

  private take(token: TokenType, value: JsonValue): void {
    if (this.failure) return
    const top = this.stack.at(-1)
    switch (token) {
      case TokenType.LEFT_BRACE:
        this.open({ value: {}, name: null, expects: 'k}' })
        return
      case TokenType.LEFT_BRACKET:
        this.open({ value: [], name: null, expects: 'v]' })
        return
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        this.close(token === TokenType.RIGHT_BRACKET)
        return
      case TokenType.COLON:
        if (top?.expects !== ':') {
          this.unexpected(':')
          return
        }
        top.expects = 'v'
        return
      case TokenType.COMMA:
        if (top?.expects !== ',') {
          this.unexpected(',')
          return
        }
        top.expects = Array.isArray(top.value) ? 'v' : 'k'
        return
      case TokenType.SEPARATOR:
        return
      default:
        this.scalar(top, value)
        return
    }
  }

  private scalar(top: Container | undefined, value: JsonValue): void {
    if (top?.expects.startsWith('k') === true) {
      if (typeof value !== 'string') {
        this.unexpected('a value in the place of a name')
        return
      }
      top.name = value
      top.expects = ':'
    } else this.put(value)
  }

  private open(container: Container): void {
    if (this.stack.length >= mostJsonDepth) {
      this.fail('malformed', 'nested too deep')
      return
    }
    const top = this.stack.at(-1)
    if (top && !top.expects.startsWith('v')) {
      this.unexpected('{ or [')
      return
    }
    this.stack.push(container)
    if (this.stack.length === 1 || this.isElement()) this.bytesAtStart = this.bytes
  }

  private close(isArray: boolean): void {
    const top = this.stack.at(-1)
    const fits =
      top && Array.isArray(top.value) === isArray && (top.expects === ',' || top.expects.length === 2)
    if (!fits) {
      this.unexpected(isArray ? ']' : '}')
      return
    }
    const element = this.isElement()
    this.stack.pop()
    if (element) {
      this.found.push({ from: 'array', value: top.value })
      this.bytesAtStart = this.bytes
      const array = this.stack.at(-1)
      if (array) array.expects = ','
    } else this.put(top.value)
  }

  /** Whether the container on top of the stack is an element of the streamed array. */
  private isElement(): boolean {
    const [outermost, array] = this.stack
    return this.stack.length === 3 && outermost?.name === this.streamed && Array.isArray(array?.value)
  }

  private put(value: JsonValue): void {
    const top = this.stack.at(-1)
    if (!top) {
      this.found.push({ from: 'document', value })
      return
    }
    if (!top.expects.startsWith('v')) {
      this.unexpected('a value')
      return
    }
    top.expects = ','
    if (Array.isArray(top.value)) top.value.push(value)
    else if (top.name === '__proto__') {
      // As JSON.parse has it: a member of its own, where an assignment would set the prototype.
      Object.defineProperty(top.value, top.name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    } else if (top.name !== null) top.value[top.name] = value
  }

  private unexpected(what: string): void {
    this.fail('malformed', `unexpected ${what}`)
  }
}

class ExactTokenizer extends Tokenizer {
  private number: number | ExactDecimal = 0

  constructor(take: (token: TokenType, value: JsonValue) => void, fail: (error: Error) => void) {
    super({ separator: '' })
    this.onToken = ({ token, value }) => take(token, token === TokenType.NUMBER ? this.number : value)
    this.onError = fail
  }

  finish(): void {
    if (!this.isEnded) this.end()
  }

  protected override parseNumber(text: string): number {
    this.number = exactNumber(text)
    return Number(text)
  }
}

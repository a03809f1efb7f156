/**
 * The recovery key as people handle it: 160 random bits in Crockford's base 32 (no I, L, O, U), eight groups of five,
 * `7K2QM-…`. The fifth sign of a group checks it, and knows the group's place: any one wrong sign, any two neighbours
 * exchanged and any two groups exchanged are noticed before the key is tried, with the group that is wrong.
 */
import { AppException } from '../../shared/result'

export const recoveryKeyBytes = 20
const groups = 8
const dataSigns = 4
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function encodeRecoveryKey(key: Uint8Array): string {
  if (key.length !== recoveryKeyBytes) throw new AppException('INTERNAL', 'A recovery key has 20 bytes.')
  const digits = toDigits(key)
  return Array.from({ length: groups }, (_, group) => {
    const data = digits.slice(group * dataSigns, (group + 1) * dataSigns)
    return [...data, checkDigit(data, group)].map((digit) => alphabet[digit]).join('')
  }).join('-')
}

/**
 * Accepts what people write: lower case, O for 0, I or L for 1, full-width forms, any spacing.
 * @throws AppException VAULT_WRONG_RECOVERY_KEY with `details.group` (1..8) where one group is wrong
 */
export function decodeRecoveryKey(text: string): Uint8Array {
  const signs = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{P}_]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  const size = dataSigns + 1
  const known = [...signs].every((sign) => alphabet.includes(sign))
  if (signs.length !== groups * size || !known) {
    throw new AppException(
      'VAULT_WRONG_RECOVERY_KEY',
      'A recovery key has eight groups of five letters or digits.',
    )
  }
  const digits: number[] = []
  for (let group = 0; group < groups; group += 1) {
    const written = [...signs.slice(group * size, (group + 1) * size)].map((sign) => alphabet.indexOf(sign))
    const data = written.slice(0, dataSigns)
    if (written[dataSigns] !== checkDigit(data, group)) {
      throw new AppException(
        'VAULT_WRONG_RECOVERY_KEY',
        `Group ${group + 1} of the recovery key is mistyped.`,
        {
          group: group + 1,
        },
      )
    }
    digits.push(...data)
  }
  return fromDigits(digits)
}

/** Digits are elements of GF(32): the sum of digit · 2^(position+1), and the group's place times 2^5. */
function checkDigit(data: readonly number[], group: number): number {
  return data.reduce((sum, digit, index) => sum ^ times(digit, index + 1), times(group, 5))
}

/** digit · x^power in GF(32) with x^5 = x^2 + 1 */
function times(digit: number, power: number): number {
  let value = digit
  for (let step = 0; step < power; step += 1) value = value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1
  return value
}

function toDigits(bytes: Uint8Array): number[] {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  const digits: number[] = []
  for (let index = 0; index < groups * dataSigns; index += 1) {
    digits.unshift(Number(rest & 31n))
    rest >>= 5n
  }
  return digits
}

function fromDigits(digits: readonly number[]): Uint8Array {
  const value = digits.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n)
  return Buffer.from(value.toString(16).padStart(recoveryKeyBytes * 2, '0'), 'hex')
}

import { ErrorCode } from '../../../shared/result'

/** Why an image cannot be shown; `code` has a text under `errors.<code>`. */
export class ViewerError extends Error {
  constructor(readonly code: ErrorCode) {
    super(`The image could not be shown (${code}).`)
    this.name = 'ViewerError'
  }
}

/** The code of a refused `study://` answer: 423 while the vault is locked, 404 unknown, 422 names its own. */
export function codeOfResponse(response: Pick<Response, 'status' | 'headers'>): ErrorCode {
  if (response.status === 423) return 'VAULT_LOCKED'
  if (response.status === 404) return 'NOT_FOUND'
  const named = ErrorCode.safeParse(response.headers.get('x-vesalius-error'))
  return named.success ? named.data : 'INTERNAL'
}

export const codeOfThrown = (thrown: unknown): ErrorCode =>
  thrown instanceof ViewerError ? thrown.code : 'INTERNAL'

import { describe, expect, it } from 'vitest'
import { codeOfResponse } from './viewer-error'

const answer = (status: number, code?: string) => ({
  status,
  headers: new Headers(code ? { 'x-vesalius-error': code } : {}),
})

describe('codeOfResponse', () => {
  it('takes the code that main names', () => {
    expect(codeOfResponse(answer(422, 'DICOM_DECODE_FAILED'))).toBe('DICOM_DECODE_FAILED')
  })
  it('knows locked and unknown', () => {
    expect(codeOfResponse(answer(423))).toBe('VAULT_LOCKED')
    expect(codeOfResponse(answer(404))).toBe('NOT_FOUND')
  })
  it('does not pass on a code that is not in the list', () => {
    expect(codeOfResponse(answer(422, 'WHATEVER'))).toBe('INTERNAL')
    expect(codeOfResponse(answer(500))).toBe('INTERNAL')
  })
})

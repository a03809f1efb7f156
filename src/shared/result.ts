/**
 * Results and errors as values. Electron keeps only the message of a thrown error when it crosses IPC,
 * so use cases return these instead of throwing.
 */
import { z } from 'zod'

/**
 * The closed list of error codes. A code is stable: support, scripts and translations key on it.
 * Every code has a text under `errors.<CODE>` in each language catalogue (checked at build time).
 */
export const errorCodes = [
  // general
  'INTERNAL',
  'INVALID_INPUT',
  'FORBIDDEN_SENDER',
  'NOT_FOUND',
  'CANCELLED',
  'USAGE',
  // vault
  'VAULT_ABSENT',
  'VAULT_EXISTS',
  'VAULT_LOCKED',
  'VAULT_WRONG_PASSWORD',
  'VAULT_WRONG_RECOVERY_KEY',
  'VAULT_LOCKED_OUT',
  'VAULT_WEAK_PASSWORD',
  'VAULT_DAMAGED',
  'VAULT_FUTURE_SCHEMA',
  'VAULT_IN_USE',
  'VAULT_KEYRING_UNAVAILABLE',
  'STORAGE_FULL',
  'STORAGE_UNWRITABLE',
  'BLOB_DAMAGED',
  // files and import
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'FILE_EMPTY',
  'FILE_TOO_LARGE',
  'NOT_DICOM',
  'DICOM_TRUNCATED',
  'DICOM_MALFORMED',
  'DICOM_NO_PIXELS',
  'DICOM_UNSUPPORTED_TRANSFER_SYNTAX',
  'DICOM_UNSUPPORTED_PIXELS',
  'DICOM_DECODE_FAILED',
  'DICOM_ENCRYPTED',
  'DICOM_MISSING_UID',
  'ARCHIVE_MALFORMED',
  'ARCHIVE_ENCRYPTED',
  'ARCHIVE_TOO_LARGE',
  'DICOMDIR_MISSING_FILE',
  'PICTURE_NEEDS_FORM',
  'PICTURE_MALFORMED',
  'IMPORT_CONFLICT',
  // models
  'MODEL_UNKNOWN',
  'MODEL_MANIFEST_INVALID',
  'MODEL_HASH_MISMATCH',
  'MODEL_PREPARATION_INVALID',
  'MODEL_LOAD_FAILED',
  'MODEL_GOLDEN_FAILED',
  'MODEL_QUARANTINED',
  'MODEL_RETIRED',
  'MODEL_OF_ANOTHER_KIND',
  // tables of a course in time, for models of series
  'SERIES_COLUMN_MISSING',
  'SERIES_WRONG_LENGTH',
  'SERIES_VALUE_INVALID',
  // tables with a patient in each row, for models of habits and history
  'TABLE_COLUMN_MISSING',
  'TABLE_COLUMN_TWICE',
  'TABLE_ROW_MALFORMED',
  'TABLE_VALUE_INVALID',
  'TABLE_FILE_CHANGED',
  // a site's own models
  'MODEL_FILE_MALFORMED',
  'MODEL_FILE_TOO_LARGE',
  'MODEL_CUSTOM_OPS',
  'MODEL_EXTERNAL_DATA',
  'MODEL_TYPE_UNSUPPORTED',
  'MODEL_SHAPE_UNSUPPORTED',
  'MODEL_NOT_FINITE',
  'MODEL_TRIAL_CRASHED',
  'MODEL_PACKAGE_UNSAFE',
  'MODEL_VERSION_EXISTS',
  'MODEL_UNTRUSTED',
  'MODEL_IN_USE',
  'MODEL_ANSWERS_INVALID',
  'INFERENCE_CRASHED',
  'INFERENCE_TIMEOUT',
  'INFERENCE_FAILED',
  // mappings of tables
  'MAPPING_MALFORMED',
  'MAPPING_NAME_TAKEN',
  // local check
  'TRUTH_FILE_MALFORMED',
  'TRUTH_FILE_TOO_LARGE',
  'TRUTH_FILE_CHANGED',
  'PROPOSAL_UNSOUND',
  // preparation workshop
  'PREPARATION_NAME_TAKEN',
  'PIPELINE_FILE_INVALID',
] as const

export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** `message` is English, for logs and headless use, and never holds patient data. The interface translates by `code`. */
export const AppError = z.object({
  code: ErrorCode,
  message: z.string(),
  /** Values the translated text may name (counts, seconds, tag names). Never patient data. */
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type AppError = z.infer<typeof AppError>

export type Result<T, E = AppError> = { ok: true; value: T } | { ok: false; error: E }

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value })

export const fail = (
  code: ErrorCode,
  message: string,
  details?: Record<string, string | number>,
): Result<never> => ({ ok: false, error: details ? { code, message, details } : { code, message } })

/** Carries an {@link AppError} through code that must throw (streams, callbacks). Caught at the edge with {@link toAppError}. */
export class AppException extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: Record<string, string | number>,
  ) {
    super(message)
    this.name = 'AppException'
  }
}

const storageCodes: Record<string, ErrorCode> = {
  ENOSPC: 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  // a file size limit: of the file system (FAT32) or of the account
  EFBIG: 'STORAGE_FULL',
  SQLITE_FULL: 'STORAGE_FULL',
  EROFS: 'STORAGE_UNWRITABLE',
  SQLITE_READONLY: 'STORAGE_UNWRITABLE',
  SQLITE_IOERR_WRITE: 'STORAGE_UNWRITABLE',
  SQLITE_IOERR_FSYNC: 'STORAGE_UNWRITABLE',
  SQLITE_CORRUPT: 'VAULT_DAMAGED',
  SQLITE_NOTADB: 'VAULT_DAMAGED',
}

/** Any thrown value as an {@link AppError}; unknown ones become INTERNAL with the error's class name only, since messages may quote data. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppException) {
    return thrown.details
      ? { code: thrown.code, message: thrown.message, details: thrown.details }
      : { code: thrown.code, message: thrown.message }
  }
  const systemCode =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
  const known = storageCodes[systemCode]
  if (known) return { code: known, message: `The storage answered ${systemCode}.` }
  const name = thrown instanceof Error ? thrown.name : typeof thrown
  return { code: 'INTERNAL', message: `Unexpected ${name}${systemCode ? ` (${systemCode})` : ''}.` }
}

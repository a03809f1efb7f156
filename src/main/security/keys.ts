/** The keys of an open vault, 32 bytes each, derived from one random master key (HKDF-SHA-256, one info string a purpose). */
export interface VaultKeys {
  /** SQLCipher raw key */
  database: Uint8Array
  /** AES-256-GCM of image files */
  blobs: Uint8Array
  /** HMAC-SHA-256 that turns an identity into a file name */
  names: Uint8Array
}

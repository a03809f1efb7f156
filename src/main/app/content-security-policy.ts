/**
 * What the interface may load: its own files, decrypted pixels, WebAssembly. No inline script or style, no eval, no
 * network. Sent as a header with every `app://` answer, so that the page cannot be served without it.
 */
const directives: Record<string, string> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' study: blob: data:",
  'font-src': "'self'",
  'worker-src': "'self'",
  'connect-src': "'self' study:",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-src': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
  // Peer connections are not subject to connect-src.
  webrtc: "'block'",
}

export const contentSecurityPolicy = Object.entries(directives)
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ')

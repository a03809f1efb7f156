/** Serves the built interface as `app://ui/…`: files of one folder, nothing outside it, always with the CSP. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Protocol } from 'electron'
import { contentSecurityPolicy } from './content-security-policy'

const mimeTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * The file that an `app://` address names, or null when the address is not ours: another host, a path that leaves the
 * folder, a file type the interface does not have.
 */
export function resolveUiFile(root: string, address: string): { path: string; mimeType: string } | null {
  let url: URL
  let decoded: string
  try {
    url = new URL(address)
    decoded = decodeURIComponent(url.pathname)
  } catch {
    return null
  }
  if (url.protocol !== 'app:' || url.host !== 'ui' || decoded.includes('\0') || decoded.includes('\\'))
    return null
  const path = normalize(join(root, decoded === '/' ? 'index.html' : decoded))
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  const mimeType = mimeTypes[extname(path).toLowerCase()]
  return mimeType === undefined ? null : { path, mimeType }
}

export function serveInterface(protocol: Protocol, root: string): void {
  protocol.handle('app', async (request) => {
    const file = request.method === 'GET' ? resolveUiFile(root, request.url) : null
    const bytes = file && (await readFile(file.path).catch(() => null))
    if (!bytes) return new Response('Not found', { status: 404, headers: securityHeaders })
    return new Response(new Uint8Array(bytes), {
      headers: { ...securityHeaders, 'content-type': file.mimeType },
    })
  })
}

import { protocol } from 'electron'

/** `app://ui` serves the interface, `study://…` decrypted pixels; both must be known before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { ...privileges, codeCache: true } },
    { scheme: 'study', privileges: { ...privileges, stream: true } },
  ])
}

/**
 * Nothing the page does may leave the program: no request but to our own schemes, no permission, no navigation, no
 * second window, no embedded page. Applied to every session and every web content that is ever created.
 */
import { app, type Session, type WebContents } from 'electron'
import { uiOrigin } from '../ipc/sender-guard'

/**
 * True for what a page of ours may load. Blobs are bound to their maker's origin; data addresses carry their own
 * bytes; the developer tools' own scheme only in a checkout.
 */
export function isAllowedRequest(address: string, packaged: boolean): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  switch (url.protocol) {
    case 'app:':
      return url.host === 'ui'
    case 'study:':
    case 'data:':
      return true
    case 'blob:':
      return url.pathname.startsWith(`${uiOrigin}/`)
    case 'devtools:':
      return !packaged
    default:
      return false
  }
}

export function hardenSession(session: Session): void {
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !isAllowedRequest(details.url, app.isPackaged) })
  })
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}))
  session.setBluetoothPairingHandler((_details, decide) => decide({ confirmed: false }))
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
}

/** Covers contents that exist later too, whoever creates them. */
export function hardenAllContents(): void {
  app.on('web-contents-created', (_event, contents) => hardenContents(contents))
  app.on('session-created', (session) => hardenSession(session))
  // A certificate that does not verify is never accepted, and none of ours is ever sent.
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault()
    decide(false)
  })
  app.on('login', (event) => event.preventDefault())
}

function hardenContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // Covers the top frame and every frame in it.
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // Peer connections open sockets that no request filter sees.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/** Tries, from inside the page, everything the hardening forbids. */
import type { Page } from '@playwright/test'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { listen, type ListeningServer } from './listening-server'
import { builtFolder } from './running-app'
import { prepareUnprivilegedStart } from './unprivileged-user'

declare global {
  interface Window {
    __ran?: boolean
  }
}

/** Runs the source as the page's own task: a script sent by the debugger would be exempt from the page's policy. */
function asPageTask<T>(page: Page, task: () => T | Promise<T>): Promise<{ value?: T; error?: string }> {
  return page.evaluate(
    (source) =>
      new Promise<{ value?: T; error?: string }>((resolve) => {
        // Compiled here, where the debugger may; run from the timer, where the page's policy holds.
        const run = (0, eval)(`(${source})`) as () => T | Promise<T>
        setTimeout(() => {
          Promise.resolve()
            .then(run)
            .then(
              (value) => resolve({ value }),
              (error: unknown) => resolve({ error: error instanceof Error ? error.name : String(error) }),
            )
        })
      }),
    task.toString(),
  )
}

test.describe('the network', () => {
  let server: ListeningServer
  test.beforeEach(async () => {
    server = await listen()
  })
  test.afterEach(async () => {
    await server.close()
  })

  test('no kind of request from the page reaches a listener on this very machine', async ({ app }) => {
    const tried = await app.window.evaluate(
      async ({ tcpPort, udpPort }) => {
        const http = `http://127.0.0.1:${tcpPort}`
        const outcome: Record<string, string> = {}
        const settle = async (name: string, attempt: () => Promise<unknown>) => {
          outcome[name] = await attempt().then(
            () => 'went through',
            () => 'refused',
          )
        }
        const byElement = (element: HTMLElement, parent: HTMLElement) =>
          new Promise((resolve, reject) => {
            element.addEventListener('load', resolve)
            element.addEventListener('error', reject)
            parent.append(element)
          })
        await settle('fetch', () => fetch(`${http}/fetch`, { mode: 'no-cors' }))
        await settle('fetch of a file', () => fetch('file:///etc/hostname'))
        await settle('xhr', () => {
          const request = new XMLHttpRequest()
          request.open('GET', `${http}/xhr`)
          return new Promise((resolve, reject) => {
            request.onload = resolve
            request.onerror = reject
            request.send()
          })
        })
        await settle('websocket', () => {
          return new Promise((resolve, reject) => {
            const socket = new WebSocket(`ws://127.0.0.1:${tcpPort}/ws`)
            socket.onopen = resolve
            socket.onerror = reject
          })
        })
        await settle('event source', () => {
          return new Promise((resolve, reject) => {
            const source = new EventSource(`${http}/events`)
            source.onopen = resolve
            source.onerror = () => {
              source.close()
              reject(new Error('refused'))
            }
          })
        })
        await settle('image', () =>
          byElement(Object.assign(new Image(), { src: `${http}/image.png` }), document.body),
        )
        await settle('script', () =>
          byElement(
            Object.assign(document.createElement('script'), { src: `${http}/script.js` }),
            document.body,
          ),
        )
        await settle('style sheet', () =>
          byElement(
            Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${http}/style.css` }),
            document.head,
          ),
        )
        await settle('font', () => new FontFace('x', `url(${http}/font.woff2)`).load())
        await settle('worker', () => {
          return new Promise((resolve, reject) => {
            const worker = new Worker(`${http}/worker.js`)
            worker.onmessage = resolve
            worker.onerror = reject
          })
        })
        await settle('media', () => Object.assign(new Audio(), { src: `${http}/sound.ogg` }).play())
        outcome['beacon'] = navigator.sendBeacon(`${http}/beacon`, 'x') ? 'queued' : 'refused'
        document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: http }))
        document.head.append(
          Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${http}/p` }),
        )
        await settle('peer connection', async () => {
          const peer = new RTCPeerConnection({
            iceServers: [
              { urls: `stun:127.0.0.1:${udpPort}` },
              { urls: `turn:127.0.0.1:${tcpPort}?transport=tcp`, username: 'a', credential: 'b' },
            ],
          })
          peer.createDataChannel('x')
          const gathered = new Promise((resolve) => {
            peer.onicegatheringstatechange = () => {
              if (peer.iceGatheringState === 'complete') resolve(undefined)
            }
          })
          await peer.setLocalDescription(await peer.createOffer())
          await gathered
          const candidates = peer.localDescription?.sdp.includes('a=candidate') === true
          peer.close()
          if (!candidates) throw new Error('no way out was found')
        })
        return outcome
      },
      { tcpPort: server.tcpPort, udpPort: server.udpPort },
    )
    const { beacon, ...settled } = tried
    expect(beacon).toBeDefined()
    expect(new Set(Object.values(settled)), JSON.stringify(settled)).toEqual(new Set(['refused']))
    // A contact of our own arrives last: whatever was on its way before it would have been counted by now.
    const probe = connect(server.tcpPort, '127.0.0.1')
    await once(probe, 'close')
    expect(server.contacts()).toBe(1)
  })

  test('names are not looked up and hosts are not reached even below the page', async ({ app }) => {
    const results = await app.electron.evaluate(async ({ net, session }, port) => {
      const attempt = (address: string, from?: Electron.Session) =>
        (from ? from.fetch(address) : net.fetch(address)).then(
          () => 'went through',
          (error: unknown) => String(error),
        )
      return Promise.all([
        attempt('https://example.org/'),
        attempt(`http://127.0.0.1:${port}/`),
        attempt(`http://127.0.0.1:${port}/`, session.fromPartition('workstation', { cache: false })),
        attempt(`http://localhost:${port}/`, session.fromPartition('a new one')),
      ])
    }, server.tcpPort)
    expect(results.filter((text) => text === 'went through')).toEqual([])
    expect(server.contacts()).toBe(0)
  })
})

test.describe('the page', () => {
  test('has no Node and nothing of Electron but the bridge', async ({ app }) => {
    const seen = await app.window.evaluate(() => ({
      require: typeof (globalThis as Record<string, unknown>)['require'],
      process: typeof (globalThis as Record<string, unknown>)['process'],
      module: typeof (globalThis as Record<string, unknown>)['module'],
      buffer: typeof (globalThis as Record<string, unknown>)['Buffer'],
      electron: typeof (globalThis as Record<string, unknown>)['electron'],
      bridge: Object.keys((globalThis as Record<string, unknown>)['vesalius'] as object).sort(),
      isolated: window.isSecureContext,
    }))
    expect(seen).toEqual({
      require: 'undefined',
      process: 'undefined',
      module: 'undefined',
      buffer: 'undefined',
      electron: 'undefined',
      bridge: ['importDropped', 'invoke', 'on', 'recordsDropped'],
      isolated: true,
    })
  })

  test('cannot evaluate text as code, by eval, Function, a timer or an inline script or handler', async ({
    app,
  }) => {
    const tried = {
      eval: await asPageTask(app.window, () => (0, eval)('1 + 1') as number),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- that it fails is the test
      function: await asPageTask(app.window, () => new Function('return 2')() as number),
    }
    expect(tried).toEqual({ eval: { error: 'EvalError' }, function: { error: 'EvalError' } })
    const inline = await asPageTask(app.window, () => {
      const script = document.createElement('script')
      script.textContent = 'window.__ran = true'
      document.body.append(script)
      const button = document.createElement('button')
      button.setAttribute('onclick', 'window.__ran = true')
      document.body.append(button)
      button.click()
      const link = document.createElement('a')
      link.href = 'javascript:window.__ran = true'
      document.body.append(link)
      link.click()
      return window.__ran ?? false
    })
    expect(inline).toEqual({ value: false })
    const styled = await asPageTask(app.window, () => {
      const style = document.createElement('style')
      style.textContent = 'body { outline: 7px solid red }'
      document.head.append(style)
      return getComputedStyle(document.body).outlineWidth
    })
    expect(styled.value).not.toBe('7px')
  })

  test('compiles WebAssembly, which the image codecs need', async ({ app }) => {
    const compiled = await asPageTask(app.window, async () => {
      await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
      return true
    })
    expect(compiled).toEqual({ value: true })
  })

  test('is served with its policy, in which nothing is unsafe', async ({ app }) => {
    const policy = await app.window.evaluate(async () => {
      const answer = await fetch('app://ui/index.html')
      return answer.headers.get('content-security-policy')
    })
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy?.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe')
    expect(policy).not.toContain('http')
  })

  test('gets files of the interface only', async ({ app }) => {
    const statuses = await app.window.evaluate(async () => {
      const paths = [
        '/index.html',
        '/../main/index.js',
        '/%2e%2e/main/index.js',
        '/..%2fmain%2findex.js',
        '/..%5cmain%5cindex.js',
        '//etc/hostname',
        '/%00',
        '/',
      ]
      const status = async (path: string) => (await fetch(`app://ui${path}`)).status
      const found = await Promise.all(paths.map(async (path) => [path, await status(path)] as const))
      const posted = (await fetch('app://ui/index.html', { method: 'POST' })).status
      const elsewhere = await fetch('app://other/index.html').then(
        () => 'went through',
        () => 'refused',
      )
      return { found: Object.fromEntries(found), posted, elsewhere }
    })
    expect(statuses).toEqual({
      found: {
        '/index.html': 200,
        '/../main/index.js': 404,
        '/%2e%2e/main/index.js': 404,
        '/..%2fmain%2findex.js': 404,
        '/..%5cmain%5cindex.js': 404,
        '//etc/hostname': 404,
        '/%00': 404,
        '/': 200,
      },
      posted: 404,
      elsewhere: 'refused',
    })
  })
})

test.describe('windows and navigation', () => {
  test('the page cannot leave, nor load itself anew under another address', async ({ app }) => {
    for (const target of [
      'https://example.org/',
      'file:///etc/hostname',
      'data:text/html,x',
      'app://other/index.html',
    ]) {
      await app.window.evaluate((address) => {
        location.href = address
      }, target)
      // A round trip through main and the page: a navigation that was allowed would have begun.
      const address = await app.electron.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '',
      )
      expect(address.startsWith('app://ui/index.html'), `${target} -> ${address}`).toBe(true)
      expect(await app.window.evaluate(() => location.protocol + location.host)).toBe('app:ui')
    }
  })

  test('a navigation is refused in main, before any request', async ({ app }) => {
    const prevented = app.electron.evaluate(
      ({ BrowserWindow }) =>
        new Promise<boolean>((resolve) => {
          BrowserWindow.getAllWindows()[0]?.webContents.once('will-frame-navigate', (event) =>
            resolve(event.defaultPrevented),
          )
        }),
    )
    await app.window.evaluate(() => {
      setTimeout(() => {
        location.href = 'https://example.org/'
      })
    })
    expect(await prevented).toBe(true)
  })

  test('no second window opens', async ({ app }) => {
    const opened = await app.window.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'https://example.org/'
      link.target = '_blank'
      document.body.append(link)
      link.click()
      return [
        window.open('https://example.org/'),
        window.open('about:blank'),
        window.open('app://ui/index.html'),
      ].map((opener) => opener === null)
    })
    expect(opened).toEqual([true, true, true])
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('no page is embedded: neither a frame of ours nor a webview', async ({ app }) => {
    const embedded = await app.window.evaluate(async () => {
      const frame = document.createElement('iframe')
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      frame.src = 'app://ui/index.html'
      document.body.append(frame)
      await loaded
      const inner = frame.contentWindow as unknown as Record<string, unknown> | null
      let bridge = 'unreachable'
      try {
        bridge = typeof inner?.['vesalius']
      } catch {
        // another origin: the browser's own error page
      }
      const view = document.createElement('webview')
      view.setAttribute('src', 'app://ui/index.html')
      document.body.append(view)
      return {
        bridge,
        webview: Object.getPrototypeOf(view) === HTMLElement.prototype || view instanceof HTMLUnknownElement,
      }
    })
    expect(['unreachable', 'undefined']).toContain(embedded.bridge)
    const count = await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)
    expect(count).toBe(1)
  })

  test('nothing is downloaded behind the user', async ({ app }) => {
    const prevented = app.electron.evaluate(
      ({ BrowserWindow }) =>
        new Promise<boolean>((resolve) => {
          BrowserWindow.getAllWindows()[0]?.webContents.session.once('will-download', (event) =>
            resolve(event.defaultPrevented),
          )
        }),
    )
    await app.window.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'data:text/plain,x'
      link.download = 'x.txt'
      document.body.append(link)
      link.click()
    })
    expect(await prevented).toBe(true)
  })
})

test('every permission is denied', async ({ start }) => {
  // With devices at hand: without any, the refusal would prove nothing.
  const app = await start({ switches: ['--use-fake-device-for-media-stream'] })
  const answers = await app.window.evaluate(async () => {
    const refusal = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'granted',
        (error: unknown) =>
          error instanceof Error || error instanceof DOMException ? error.name : 'refused',
      )
    const state = async (name: string) =>
      navigator.permissions.query({ name: name as PermissionName }).then(
        (status) => status.state,
        () => 'denied',
      )
    return {
      camera: await refusal(navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await refusal(navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await refusal(navigator.mediaDevices.getDisplayMedia()),
      position: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
        )
      }),
      notification: await Notification.requestPermission(),
      clipboard: await refusal(navigator.clipboard.readText()),
      midi: await refusal(
        (navigator as Navigator & { requestMIDIAccess(): Promise<unknown> }).requestMIDIAccess(),
      ),
      states: await Promise.all(
        ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read', 'persistent-storage'].map(
          state,
        ),
      ),
    }
  })
  expect(answers).toEqual({
    camera: 'NotAllowedError',
    microphone: 'NotAllowedError',
    screen: expect.stringMatching(/^(NotAllowed|InvalidState|NotSupported|Abort)Error$/),
    position: 'denied',
    notification: 'denied',
    clipboard: 'NotAllowedError',
    midi: expect.stringMatching(/^(NotAllowed|Security)Error$/),
    states: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
  })
})

test.describe('the channels to main', () => {
  test('the bridge refuses unknown channels and the one that is the preload’s own', async ({ app }) => {
    const answers = await app.window.evaluate(async () => {
      const { vesalius } = globalThis as unknown as {
        vesalius: {
          invoke(channel: string, request?: unknown): Promise<unknown>
          importDropped(files: File[]): Promise<unknown>
        }
      }
      return {
        unknown: await vesalius.invoke('app:quit'),
        builtIn: await vesalius.invoke('ELECTRON_BROWSER_REQUIRE'),
        preloadOnly: await vesalius.invoke('import:dropped', { paths: ['/etc/hostname'] }),
        forgedFile: await vesalius.importDropped([new File(['x'], '/etc/hostname')]),
        wrongPayload: await vesalius.invoke('app:info', { extra: true }),
      }
    })
    const refused = { ok: false, error: { code: 'INVALID_INPUT' } }
    expect(answers).toMatchObject({
      unknown: refused,
      builtIn: refused,
      preloadOnly: refused,
      forgedFile: refused,
      wrongPayload: refused,
    })
  })

  test('a foreign page with the same preload is not answered and gets no events', async ({ app }) => {
    const outcome = await app.electron.evaluate(
      async ({ BrowserWindow }, preload) => {
        const own = BrowserWindow.getAllWindows()[0]
        if (!own) throw new Error('no window')
        const subscribe = `
        window.heard = 0
        window.vesalius.on('settings:changed', () => { window.heard += 1; window.dispatchEvent(new Event('heard')) })
        true`
        const answers: unknown[] = []
        const foreign: Electron.BrowserWindow[] = []
        for (const address of ['data:text/html,<title>x</title>', 'app://ui.evil/index.html']) {
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload, sandbox: true, session: own.webContents.session },
          })
          foreign.push(window)
          await window.loadURL(address).catch(() => undefined)
          answers.push(await window.webContents.executeJavaScript("window.vesalius.invoke('app:info')"))
          await window.webContents.executeJavaScript(subscribe)
        }
        await own.webContents.executeJavaScript(subscribe)
        const heardByOwn = (await own.webContents.executeJavaScript(`new Promise((resolve) => {
        window.addEventListener('heard', () => resolve(window.heard), { once: true })
        void window.vesalius.invoke('settings:update', { theme: 'light' })
      })`)) as number
        const heardByForeign = await Promise.all(
          foreign.map((window) => window.webContents.executeJavaScript('window.heard') as Promise<number>),
        )
        for (const window of foreign) window.destroy()
        return { answers, heardByOwn, heardByForeign }
      },
      join(builtFolder, 'preload/index.cjs'),
    )
    const refused = { ok: false, error: { code: 'FORBIDDEN_SENDER' } }
    expect(outcome.answers).toMatchObject([refused, refused])
    expect(outcome.heardByOwn).toBe(1)
    expect(outcome.heardByForeign).toEqual([0, 0])
  })
})

test('the window is made with every protection on', async ({ app }) => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
      session: Electron.Session
    }
    return { ...contents.getLastWebPreferences(), persistent: contents.session.isPersistent() }
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    persistent: false,
  })
})

test('Chromium’s sandbox is on when an ordinary user starts the program', async ({ start }) => {
  const ordinary = await prepareUnprivilegedStart()
  try {
    const app = await start(ordinary.startOptions)
    expect(await app.window.evaluate(() => location.href)).toContain('app://ui/index.html')
    const { main, page } = await app.electron.evaluate(({ BrowserWindow }) => ({
      main: process.pid,
      page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    }))
    const before = await ordinary.confinement(main)
    const inside = await ordinary.confinement(page)
    expect(before.user).toBe(ordinary.userId)
    expect(inside.user).toBe(ordinary.userId)
    expect(before.seccompFilters).toBe(false)
    expect(inside.seccompFilters).toBe(true)
    expect(inside.noNewPrivileges).toBe(true)
    expect(inside.processNamespace).not.toBe(before.processNamespace)
    await app.close()
  } finally {
    await ordinary.remove()
  }
})

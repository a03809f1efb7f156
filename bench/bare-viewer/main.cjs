/** Shows the built bare page; arguments: folder of the page, folder of the files, rendering (cpu or webgl2). */
const { app, BrowserWindow, net, protocol } = require('electron')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const [pageFolder, filesFolder, rendering] = process.argv.slice(-3)
protocol.registerSchemesAsPrivileged([
  { scheme: 'bench', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } },
])
void app.whenReady().then(() => {
  protocol.handle('bench', async (request) => {
    const { host, pathname } = new URL(request.url)
    const folder = host === 'files' ? filesFolder : pageFolder
    const answer = await net.fetch(pathToFileURL(join(folder, decodeURIComponent(pathname))).href)
    const headers = new Headers(answer.headers)
    headers.set('access-control-allow-origin', '*')
    return new Response(answer.body, { status: answer.status, headers })
  })
  const window = new BrowserWindow({ width: 1280, height: 900 })
  return window.loadURL(`bench://page/index.html?rendering=${rendering}`)
})
app.on('window-all-closed', () => app.quit())

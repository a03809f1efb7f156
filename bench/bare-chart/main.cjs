/** Shows the built bare page with a chart; argument: folder of the page. */
const { app, BrowserWindow } = require('electron')
const { join } = require('node:path')

const [pageFolder] = process.argv.slice(-1)
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 900 })
  return window.loadFile(join(pageFolder, 'index.html'))
})
app.on('window-all-closed', () => app.quit())

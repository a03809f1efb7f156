/** The least that Electron can show: what every program built on it pays. */
const { app, BrowserWindow } = require('electron')

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 900 })
  return window.loadURL('data:text/html,<title>empty</title><p id="there">empty</p>')
})
app.on('window-all-closed', () => app.quit())

/** A Debian package around the unpacked Linux build, by dpkg-deb alone. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inProject } from '../setup/project.mjs'
import { runCommand } from '../setup/run-command.mjs'
import { iconPng, iconSvg } from './icon.mjs'

/** What Electron links to or opens; the second name is the one after Debian's change to 64-bit time. */
const depends = [
  'libc6 (>= 2.31)',
  'libstdc++6',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libnspr4',
  'libasound2 | libasound2t64',
  'libgbm1',
  'libdrm2',
  'libxss1',
  'libxtst6',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libcups2 | libcups2t64',
  'libxkbcommon0',
  'xdg-utils',
]
const recommends = ['fonts-noto-cjk', 'libvulkan1']

const desktopEntry = `[Desktop Entry]
Type=Application
Name=Vesalius
GenericName=Radiology workstation
GenericName[zh_CN]=放射影像工作站
Comment=Read images with local models. Research use only, not a medical device.
Comment[zh_CN]=使用本地模型阅片。仅供研究使用，不是医疗器械。
Exec=/usr/bin/vesalius
Icon=vesalius
Terminal=false
Categories=Science;MedicalSoftware;
StartupWMClass=Vesalius
`

/** A headless command has no window and wants no screen; Chromium's own messages are not for its log. */
const wrapper = `#!/bin/sh
if [ "\${1:-}" = --cli ]; then
  exec /opt/vesalius/vesalius --ozone-platform=headless --log-level=3 "$@"
fi
exec /opt/vesalius/vesalius "$@"
`

/** @param {string} unpacked folder of the Linux build @returns {Promise<string>} path of the .deb */
export async function buildDeb(unpacked) {
  const { version, description, author, license } = JSON.parse(
    readFileSync(inProject('package.json'), 'utf8'),
  )
  const root = inProject('dist', 'deb')
  const target = inProject('dist', `vesalius_${version}_amd64.deb`)
  rmSync(root, { recursive: true, force: true })
  cpSync(unpacked, join(root, 'opt', 'vesalius'), { recursive: true })
  fixModes(join(root, 'opt', 'vesalius'))
  // Chromium prefers namespaces and takes the helper only where ordinary users may not make any, whatever the
  // administrator changes later. Debian’s own browser packages do the same.
  chmodSync(join(root, 'opt', 'vesalius', 'chrome-sandbox'), 0o4755)

  put(root, 'usr/bin/vesalius', wrapper, 0o755)
  put(root, 'usr/share/applications/vesalius.desktop', desktopEntry)
  put(root, 'usr/share/icons/hicolor/scalable/apps/vesalius.svg', iconSvg())
  for (const pixels of [48, 128, 256]) {
    put(root, `usr/share/icons/hicolor/${pixels}x${pixels}/apps/vesalius.png`, iconPng(pixels))
  }
  put(root, 'usr/share/doc/vesalius/copyright', `Vesalius\nCopyright: ${author}\nLicense: ${license}\n`)
  put(
    root,
    'DEBIAN/control',
    `${[
      'Package: vesalius',
      `Version: ${version}`,
      'Architecture: amd64',
      'Section: science',
      'Priority: optional',
      `Maintainer: ${author} <vesalius@localhost>`,
      `Installed-Size: ${Math.ceil(folderBytes(root) / 1024)}`,
      `Depends: ${depends.join(', ')}`,
      `Recommends: ${recommends.join(', ')}`,
      `Description: ${description.split('. ')[0]}`,
      ` ${description}`,
    ].join('\n')}\n`,
  )
  await runCommand('dpkg-deb', ['--root-owner-group', '-Zxz', '-z1', '--build', root, target], {
    collect: true,
  })
  rmSync(root, { recursive: true, force: true })
  return target
}

function put(root, path, content, mode = 0o644) {
  const target = join(root, path)
  mkdirSync(join(target, '..'), { recursive: true, mode: 0o755 })
  writeFileSync(target, content)
  chmodSync(target, mode)
}

/** Whatever the builder's umask was, everybody can read the program and only root can change it. */
function fixModes(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const executable = entry.isDirectory() || (statSync(path).mode & 0o111) !== 0
    chmodSync(path, executable ? 0o755 : 0o644)
  }
  chmodSync(folder, 0o755)
}

function folderBytes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0)
}

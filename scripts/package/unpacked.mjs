/** The program as a folder that runs by itself, for one platform. */
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { build, Platform } from 'electron-builder'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { unofficialNote } from '../setup/electron-runtime.mjs'
import { inProject, projectRoot } from '../setup/project.mjs'

/** Folders of native binaries, as the packages that carry them name the platforms. */
const platforms = {
  'linux-x64': { builder: Platform.LINUX, onnx: 'linux/x64', sqlite: 'linux-x64.node', binary: 'vesalius' },
  'win32-x64': {
    builder: Platform.WINDOWS,
    onnx: 'win32/x64',
    sqlite: 'win32-x64.node',
    binary: 'Vesalius.exe',
  },
}

const otherPlatforms = (wanted) => {
  const onnx = ['darwin/arm64', 'darwin/x64', 'linux/arm64', 'linux/x64', 'win32/arm64', 'win32/x64']
  const sqlite = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap((name) => [
    `${name}-arm64.node`,
    `${name}-x64.node`,
  ])
  return [
    ...onnx
      .filter((name) => name !== wanted.onnx)
      .map((name) => `!node_modules/onnxruntime-node/bin/napi-v*/${name}/**`),
    ...sqlite
      .filter((name) => name !== wanted.sqlite)
      .map((name) => `!node_modules/better-sqlite3/prebuilds/${name}`),
  ]
}

/**
 * @param {'linux-x64' | 'win32-x64'} platform
 * @param {string} [runtime] folder of Electron's files; electron-builder downloads the official ones without it
 * @returns {Promise<{ folder: string, binary: string, runtime: object }>}
 */
export async function buildUnpacked(platform, runtime) {
  const wanted = platforms[platform]
  const output = inProject('dist', platform)
  rmSync(output, { recursive: true, force: true })
  let packed
  await build({
    projectDir: projectRoot,
    targets: wanted.builder.createTarget('dir'),
    publish: 'never',
    config: {
      ...configuration(wanted),
      ...(runtime ? { electronDist: runtime } : {}),
      directories: { output, buildResources: 'scripts/package' },
      afterPack: async ({ appOutDir }) => {
        packed = { folder: appOutDir, binary: join(appOutDir, wanted.binary) }
        // Electron's own starter would run any folder it is pointed to.
        rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true })
        await flipFuses(packed.binary, fuses(platform))
        packed.runtime = recordRuntime(appOutDir)
      },
    },
  })
  return packed
}

function configuration(wanted) {
  return {
    appId: 'org.vesalius.workstation',
    productName: 'Vesalius',
    electronLanguages: ['en-US', 'zh-CN'],
    asar: true,
    // Natives and WebAssembly are opened by path, by code that knows no archive.
    asarUnpack: ['**/*.node', 'node_modules/onnxruntime-node/bin/**', '**/*.wasm'],
    npmRebuild: false,
    files: [
      'out/**',
      'package.json',
      '!out/.content',
      '!**/*.map',
      '!node_modules/better-sqlite3/{deps,src,binding.gyp}',
      '!node_modules/onnxruntime-node/{script,lib}/**',
      '!**/*.{md,d.ts,d.mts,d.cts,h}',
      ...installTimePackages(),
      ...otherPlatforms(wanted),
    ],
    extraResources: extraResources(),
    linux: { executableName: 'vesalius', category: 'MedicalSoftware' },
    // Editing the .exe needs wine, which build machines rarely have.
    win: { signAndEditExecutable: false },
  }
}

/** Packages that others name as dependencies for their install scripts only; nothing loads them when the program runs. */
function installTimePackages() {
  const loaded = /^node_modules\/(better-sqlite3|onnxruntime-(node|common)|@cornerstonejs\/codec-[^/]+)$/
  const { packages } = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'))
  return Object.entries(packages)
    .filter(([folder, { dev, devOptional }]) => folder !== '' && !dev && !devOptional && !loaded.test(folder))
    .map(([folder]) => `!${folder}/**`)
}

function extraResources() {
  return [
    { from: 'models', to: 'models', filter: ['*/model.onnx', '*/manifest.json', '*/CARD.md', '*/golden/**'] },
    ...['.cache/samples', 'LICENSE', 'THIRD_PARTY_NOTICES.md']
      .map((path) => ({ from: path, to: basename(path), filter: ['**/*', '!made-of.json'] }))
      .filter(({ from }) => existsSync(inProject(from))),
  ]
}

function fuses(platform) {
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    // The interface comes from app://; nothing is loaded from file addresses.
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    // The session is in memory and sets no cookies; on Linux this would only ask for the user's keyring.
    [FuseV1Options.EnableCookieEncryption]: false,
    // Linux has no place for the digest; there the package's files belong to root.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform !== 'linux-x64',
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.WasmTrapHandlers]: true,
  }
}

/** Says in the package which runtime it holds. */
function recordRuntime(appOutDir) {
  const note = join(appOutDir, unofficialNote)
  const unofficial = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : null
  const version = existsSync(join(appOutDir, 'version'))
    ? readFileSync(join(appOutDir, 'version'), 'utf8').trim()
    : null
  const record = {
    electron: unofficial?.version ?? version,
    official: unofficial === null,
    ...(unofficial ?? {}),
  }
  writeFileSync(join(appOutDir, 'resources', 'runtime.json'), `${JSON.stringify(record, null, 2)}\n`)
  return record
}

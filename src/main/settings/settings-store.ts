/** `preferences.json`: read once, written whole at each change. */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Settings, type SettingsPatch } from '../../shared/domain/settings/settings'
import { writeAtomically } from '../store/write-atomically'

export class SettingsStore {
  private readonly path: string
  private current: Settings | undefined
  private readonly listeners = new Set<(settings: Settings) => void>()

  /** @param log without patient data (settings hold none) */
  constructor(
    private readonly profileDir: string,
    private readonly log: (line: string) => void = () => undefined,
  ) {
    this.path = join(profileDir, 'preferences.json')
  }

  get(): Settings {
    return (this.current ??= this.read())
  }

  /** Changes the named keys only. @throws AppException STORAGE_FULL, STORAGE_UNWRITABLE; nothing is changed then */
  update(patch: SettingsPatch): Settings {
    const before = this.get()
    const next = Settings.parse({
      ...before,
      ...defined(patch),
      viewer: { ...before.viewer, ...defined(patch.viewer ?? {}) },
      inference: {
        ...before.inference,
        ...defined(patch.inference ?? {}),
        modes: { ...before.inference.modes, ...patch.inference?.modes },
      },
    })
    mkdirSync(this.profileDir, { recursive: true, mode: 0o700 })
    writeAtomically(this.path, `${JSON.stringify(next, null, 2)}\n`)
    this.current = next
    for (const listener of this.listeners) listener(next)
    return next
  }

  /** Returns the unsubscribe function. */
  onChange(listener: (settings: Settings) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private read(): Settings {
    if (!existsSync(this.path)) return Settings.parse({})
    try {
      return Settings.parse(JSON.parse(readFileSync(this.path, 'utf8')))
    } catch {
      this.keepAside()
      return Settings.parse({})
    }
  }

  /** What cannot be read is kept for whoever wants to know why; the program goes on with defaults. */
  private keepAside(): void {
    this.log('settings: the file is damaged; defaults are used, it is kept as preferences.damaged.json')
    try {
      renameSync(this.path, join(this.profileDir, 'preferences.damaged.json'))
    } catch {
      this.log('settings: the damaged file could not be moved')
    }
  }
}

const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>

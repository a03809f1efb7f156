/** What this site decided about its models: which version is meant where none is named, and which are out of use. */

export interface ChosenModels {
  /** version by id */
  defaults: Readonly<Record<string, string>>
  /** `id@version` */
  retired: readonly string[]
}

export interface ModelChoices {
  /** what is known now; without a vault nothing is */
  readonly current: ChosenModels
  /** Reads what is stored. Never rejects: what cannot be read was not chosen. */
  refresh(): Promise<void>
  /** Stores, and changes {@link current}. Rejects with AppException: what the store gives. */
  setDefault(id: string, version: string): Promise<void>
  setRetired(id: string, version: string, retired: boolean): Promise<void>
}

const nothingChosen: ChosenModels = { defaults: {}, retired: [] }

/** Kept for as long as the program runs: headless commands without a vault, and tests. */
export function choicesInMemory(start: ChosenModels = nothingChosen): ModelChoices {
  let current = start
  return {
    get current() {
      return current
    },
    refresh: () => Promise.resolve(),
    setDefault: (id, version) => {
      current = { ...current, defaults: { ...current.defaults, [id]: version } }
      return Promise.resolve()
    },
    setRetired: (id, version, retired) => {
      const key = `${id}@${version}`
      const others = current.retired.filter((each) => each !== key)
      current = { ...current, retired: retired ? [...others, key] : others }
      return Promise.resolve()
    },
  }
}

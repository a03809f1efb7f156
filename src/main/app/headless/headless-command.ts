/** What a headless command is given and what it gives back. One module a command under `commands/`. */

/** 0 only when every input succeeded. */
export const exitCodes = { success: 0, someFailed: 1, usage: 2, internal: 70, interrupted: 130 } as const

export interface HeadlessIo {
  /** one JSON object as one line on stdout */
  line(object: object): void
  /** text for people, on stderr */
  log(text: string): void
  /** from VESALIUS_PASSWORD, else the first line of stdin; null when neither gives one */
  password(): Promise<string | null>
  /** aborted by Ctrl+C or SIGTERM */
  signal: AbortSignal
  /** `--profile`, else the user's own */
  profileDir: string
}

export interface HeadlessCommand {
  name: string
  /** one line for each form, without the program's name */
  usage: string
  run(args: string[], io: HeadlessIo): Promise<number>
}

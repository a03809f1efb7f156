/** A thread that decrypts and decodes images. Its table is filled when the database is open, so that errors have their codes. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { pixelProcedures } from '../imaging/pixel-procedures'
import { eraseKeys } from '../security/key-wrap'
import type { VaultKeys } from '../security/keys'
import { openReadable, type ReadableDatabase } from '../store/open-database'
import { type Procedures, serve } from './rpc'

const { port, profileDir, keys } = workerData as { port: MessagePort; profileDir: string; keys: VaultKeys }

let db: ReadableDatabase | undefined
let forget = (): void => undefined

const table: Procedures = {
  open: () => {
    db = openReadable(profileDir, keys.database)
    const procedures = pixelProcedures(db, { profileDir, keys })
    forget = procedures.forget
    Object.assign(table, procedures)
  },
  close: () => {
    forget()
    db?.close()
    eraseKeys(keys)
  },
}

serve(port, table)

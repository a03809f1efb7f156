/** A thread with a reading connection, so that searches wait neither for imports nor for main. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { recordImportReadingProcedures } from '../records/record-import-reading-procedures'
import { recordReadingProcedures } from '../records/record-reading-procedures'
import { riskReadingProcedures } from '../risks/risk-reading-procedures'
import { eraseKeys } from '../security/key-wrap'
import type { VaultKeys } from '../security/keys'
import { openReadable, type ReadableDatabase } from '../store/open-database'
import { readerProcedures } from '../store/reader-procedures'
import { wardReadingProcedures } from '../ward/ward-reading-procedures'
import { type Procedures, serve } from './rpc'

const { port, profileDir, keys } = workerData as { port: MessagePort; profileDir: string; keys: VaultKeys }

let db: ReadableDatabase | undefined

/** Opening is a call, so that its errors reach main with their codes. */
const table: Procedures = {
  open: () => {
    db = openReadable(profileDir, keys.database)
    Object.assign(
      table,
      readerProcedures(db, { profileDir, keys }),
      recordReadingProcedures(db),
      recordImportReadingProcedures(db),
      wardReadingProcedures(db),
      riskReadingProcedures(db),
    )
  },
  close: () => {
    db?.close()
    eraseKeys(keys)
  },
}

serve(port, table)

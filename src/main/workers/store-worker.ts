/** The thread that owns the one writing connection: imports, migrations, everything that changes the vault. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { queueProcedures } from '../analysis-queue/queue-procedures'
import { importProcedures } from '../imaging/import/import-procedures'
import { recordImportProcedures } from '../records/record-import-procedures'
import { recordProcedures } from '../records/record-procedures'
import { riskProcedures } from '../risks/risk-procedures'
import { eraseKeys } from '../security/key-wrap'
import type { VaultKeys } from '../security/keys'
import { openWritable, type WritableDatabase } from '../store/open-database'
import { storeProcedures, tidyUp } from '../store/store-procedures'
import { wardProcedures } from '../ward/ward-procedures'
import { type Procedures, serve } from './rpc'

const { port, profileDir, keys } = workerData as { port: MessagePort; profileDir: string; keys: VaultKeys }

let db: WritableDatabase | undefined

/** Opening is a call, so that its errors reach main with their codes. */
const table: Procedures = {
  open: () => {
    db = openWritable(profileDir, keys.database)
    tidyUp(db, { profileDir, keys })
    const context = { profileDir, keys }
    Object.assign(
      table,
      storeProcedures(db, context),
      importProcedures(db, context),
      queueProcedures(db),
      recordProcedures(db),
      wardProcedures(db),
      riskProcedures(db),
      recordImportProcedures(db),
    )
  },
  close: () => {
    db?.close()
    eraseKeys(keys)
  },
}

serve(port, table)

/** The threads of an open vault. They hold the keys; ending them is what locking means. */
import type { QueueProcedures } from '../analysis-queue/queue-procedures'
import type { ImportProcedures } from '../imaging/import/import-procedures'
import { PixelPool } from '../imaging/pixel-pool'
import type { RecordImportProcedures } from '../records/record-import-procedures'
import type { RecordImportReadingProcedures } from '../records/record-import-reading-procedures'
import type { RecordProcedures } from '../records/record-procedures'
import type { RecordReadingProcedures } from '../records/record-reading-procedures'
import type { RiskProcedures } from '../risks/risk-procedures'
import type { RiskReadingProcedures } from '../risks/risk-reading-procedures'
import type { VaultKeys } from '../security/keys'
import type { ReaderProcedures } from '../store/reader-procedures'
import type { StoreProcedures } from '../store/store-procedures'
import type { WardProcedures } from '../ward/ward-procedures'
import type { WardReadingProcedures } from '../ward/ward-reading-procedures'
import { WorkerClient } from './rpc'
import { workerScript } from './worker-script'

type WriterProcedures = StoreProcedures &
  ImportProcedures &
  QueueProcedures &
  RecordProcedures &
  RecordImportProcedures &
  WardProcedures &
  RiskProcedures
type ReadingProcedures = ReaderProcedures &
  RecordReadingProcedures &
  RecordImportReadingProcedures &
  WardReadingProcedures &
  RiskReadingProcedures

export interface OpenVault {
  profileDir: string
  /** the one writer */
  store: WorkerClient<WriterProcedures>
  reader: WorkerClient<ReadingProcedures>
  /** decrypts and decodes images */
  pixels: PixelPool
}

export interface VaultWorkers {
  vault: OpenVault
  /** called once when a thread dies by itself */
  onCrash: ((error: Error) => void) | undefined
  /** Closes the database and ends the threads; open calls reject. */
  stop(): Promise<void>
}

export type StartVaultWorkers = (profileDir: string, keys: VaultKeys) => Promise<VaultWorkers>

/** ms a thread gets to close its database before it is ended anyway (SQLite recovers by itself then) */
const closingMs = 3_000

type Life = { open: (nothing: null) => void; close: (nothing: null) => void }

/** @throws AppException as openWritable */
export async function startVaultWorkers(
  profileDir: string,
  keys: VaultKeys,
  script: typeof workerScript = workerScript,
): Promise<VaultWorkers> {
  // Each worker's copy of the keys is its own; the caller erases this one's original.
  const store = new WorkerClient<WriterProcedures & Life>(script('store-worker'), { profileDir, keys })
  const reader = new WorkerClient<ReadingProcedures & Life>(script('reader-worker'), { profileDir, keys })
  const threads = [reader, store]
  const pixels = new PixelPool(profileDir, keys)
  const stop = async () => {
    // The writer last: the last connection empties the write-ahead log, which a reading one cannot.
    await pixels.stop()
    const closed = reader
      .call('close', null)
      .catch(() => undefined)
      .then(() => store.call('close', null))
      .catch(() => undefined)
    await Promise.race([closed, after(closingMs)])
    await Promise.all(threads.map((thread) => thread.stop()))
  }
  try {
    await store.call('open', null)
    await reader.call('open', null)
  } catch (thrown) {
    await stop()
    throw thrown
  }
  const workers: VaultWorkers = {
    vault: { profileDir, store, reader, pixels },
    onCrash: undefined,
    stop,
  }
  for (const thread of threads) thread.onCrash = (error) => workers.onCrash?.(error)
  return workers
}

const after = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms).unref())

/** The thread that takes files of patients' records apart for an import; it holds no keys and knows no vault. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { readingProcedures } from '../records/intake/reading-thread'
import { serve } from './rpc'

serve((workerData as { port: MessagePort }).port, readingProcedures())

/** A thread for the statistics of a local check and for reading files of labels; it holds no keys and knows no vault. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { checkProcedures } from '../local-check/check-procedures'
import { serve } from './rpc'

serve((workerData as { port: MessagePort }).port, checkProcedures)

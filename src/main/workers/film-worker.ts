/** A thread that reads films from files for batch work; it holds no keys and knows no vault. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { filmProcedures } from '../inference/prepare/film-procedures'
import { serve } from './rpc'

serve((workerData as { port: MessagePort }).port, filmProcedures)

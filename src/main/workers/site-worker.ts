/** A thread that copies and reads model files that a site wants to add. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { siteProcedures } from '../inference/site/site-procedures'
import { serve } from './rpc'

serve((workerData as { port: MessagePort }).port, siteProcedures)

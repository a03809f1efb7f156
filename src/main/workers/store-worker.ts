import { type MessagePort, workerData } from 'node:worker_threads'
import { serve } from './rpc'

serve((workerData as { port: MessagePort }).port, {})

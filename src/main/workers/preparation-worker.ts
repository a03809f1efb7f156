/** A thread for reading and preparing tables of measurements; it holds no keys and knows no vault. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { preparationProcedures } from '../preparation/preparation-procedures'
import { serve } from './rpc'

serve((workerData as { port: MessagePort }).port, preparationProcedures)

import { basename, dirname, join } from 'node:path'

/** Path of a built worker: all lie beside main's own script, of which this may be a part in `chunks/`. */
export function workerScript(
  name:
    | 'store-worker'
    | 'reader-worker'
    | 'pixel-worker'
    | 'film-worker'
    | 'check-worker'
    | 'site-worker'
    | 'preparation-worker'
    | 'record-reader-worker'
    | 'inference-process',
  from = import.meta.dirname,
): string {
  return join(basename(from) === 'chunks' ? dirname(from) : from, `${name}.js`)
}

import { runBundled } from '../lib/bundled.mjs'

/** @param values how many lie in the record when it is asked */
export const benchRecords = (values) =>
  runBundled('records', {
    env: values === undefined ? {} : { VESALIUS_BENCH_VALUES: String(values) },
    workers: { 'record-reader-worker': 'src/main/workers/record-reader-worker.ts' },
  })

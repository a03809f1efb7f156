/** Builds and runs records-bench.ts under Electron as Node. @param values how many lie in the record when it is asked */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inProject } from '../../scripts/setup/project.mjs'
import { electronBinary } from '../lib/running-app.mjs'

export async function benchRecords(values) {
  const { build } = await import('vite')
  const outDir = inProject('bench', 'work', 'records')
  await build({
    configFile: false,
    root: inProject(),
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'], target: 'node' },
    build: {
      ssr: inProject('bench', 'records', 'records-bench.ts'),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  })
  const { status, stdout, stderr } = spawnSync(electronBinary, [join(outDir, 'records-bench.mjs')], {
    cwd: inProject(),
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      ...(values === undefined ? {} : { VESALIUS_BENCH_VALUES: String(values) }),
    },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the record ended with ${status}: ${stderr.slice(-800)}`)
  return JSON.parse(stdout)
}

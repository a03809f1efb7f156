/** `npm run bench [-- parts…]`: measures the built program; needs about half an hour. */
import { hasDisplay, startDisplay } from './setup/display.mjs'
import { prepare } from './setup/prepare.mjs'
import { inProject, main, projectRoot } from './setup/project.mjs'

await main(async () => {
  // A build in another folder than `out` is measured as it is.
  const build = process.env.VESALIUS_BENCH_OUT
  await prepare({ window: true, build: !build })
  const display = hasDisplay() ? null : await startDisplay()
  Object.assign(process.env, display?.env)
  try {
    const { runBench } = await import('../bench/run-bench.mjs')
    return await runBench(build ? inProject(build, 'main', 'index.js') : projectRoot, process.argv.slice(2))
  } finally {
    await display?.stop()
  }
})

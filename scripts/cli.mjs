/** `npm run -s cli -- <command> …`: a headless command; stdout is the command's own. */
import { prepare } from './setup/prepare.mjs'
import { main, projectRoot } from './setup/project.mjs'
import { runForeground } from './setup/run-command.mjs'
import { sandboxSwitches } from './setup/sandbox.mjs'

await main(async () => {
  const { electron } = await prepare({ window: false, build: true })
  const environment = { ...process.env }
  delete environment.ELECTRON_RUN_AS_NODE
  // No window, no screen: Chromium's headless platform needs no X server. Its own messages are not ours.
  const platform =
    process.platform === 'linux' ? ['--ozone-platform=headless', '--log-level=3'] : ['--log-level=3']
  return await runForeground(
    electron,
    [...sandboxSwitches(), ...platform, projectRoot, '--cli', ...process.argv.slice(2)],
    // npm runs scripts in the project's folder; paths are meant from where the user is.
    { cwd: process.env.INIT_CWD ?? process.cwd(), env: environment },
  )
})

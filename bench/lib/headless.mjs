/** The program without a window, and onnxruntime alone beside it: how every measurement of `predict` and `explain` starts them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../scripts/setup/project.mjs'
import { electronBinary } from './running-app.mjs'

/** As many as the program gives its own sessions. */
const threads = Math.max(1, availableParallelism() - 1)

/**
 * Runs a command of the program, with a home of its own.
 * @param onLine told of each line as it comes: what it says, which it is from 1, and the process
 * @returns {Promise<{ lines: number, seconds: number, firstAt: number, lastAt: number }>} seconds from the start to the end of
 *   the program, and since the start when its first and last line came
 * @throws where it ends with another code than 0
 */
export async function runHeadless(entry, home, words, onLine = () => undefined) {
  const switches = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--ozone-platform=headless',
    '--log-level=3',
  ]
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home }
  delete env.ELECTRON_RUN_AS_NODE
  const startedAt = performance.now()
  const since = () => (performance.now() - startedAt) / 1000
  const child = spawn(electronBinary, [...switches, entry, '--cli', ...words, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  const found = { lines: 0, seconds: 0, firstAt: 0, lastAt: 0 }
  createInterface({ input: child.stdout }).on('line', (line) => {
    found.lastAt = since()
    found.lines += 1
    if (found.lines === 1) found.firstAt = found.lastAt
    onLine(JSON.parse(line), found.lines, child.pid)
  })
  const [code] = await closed
  if (code !== 0) throw new Error(`${words[0]} ${words[1]} ended with ${code} after ${found.lines} lines`)
  return { ...found, seconds: since() }
}

/**
 * Runs a function in a process of its own that has nothing but onnxruntime, under the same runtime as the program.
 * @param work (tools, argument) => answer; it is sent as text and sees nothing around it. `tools.open(path)` makes a session,
 *   `tools.tensor(data, dims)` a float32 tensor, `tools.golden(path)` reads one file of little-endian float32,
 *   `tools.timed(times, run)` gives the seconds of so many runs after three to warm up.
 */
export async function runBareOnnx(work, argument) {
  const script = `(${bareMain})(${work}, ${JSON.stringify(argument)}, ${threads})`
  const child = spawn(electronBinary, ['-e', script], {
    cwd: projectRoot,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the bare loop ended with ${code}`)
  return JSON.parse(output)
}

/** Sent as text. */
async function bareMain(work, argument, intraOpNumThreads) {
  const [{ InferenceSession, Tensor }, { readFileSync }] = [require('onnxruntime-node'), require('node:fs')]
  const tools = {
    open: (path) => InferenceSession.create(path, { intraOpNumThreads, interOpNumThreads: 1 }),
    tensor: (data, dims) => new Tensor('float32', data, dims),
    golden: (path) => new Float32Array(new Uint8Array(readFileSync(path)).buffer),
    timed: async (times, run) => {
      for (let i = 0; i < 3; i += 1) await run(i)
      const startedAt = performance.now()
      for (let i = 0; i < times; i += 1) await run(i)
      return (performance.now() - startedAt) / 1000
    },
  }
  process.stdout.write(JSON.stringify(await work(tools, argument)))
}

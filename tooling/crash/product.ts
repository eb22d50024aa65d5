import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { reservePort } from '@mas/db/embedded'
import { z } from 'zod'
import { checkout } from '../first-run/checkout.ts'
import { waitUntilReady } from '../first-run/ready.ts'

const RunFile = z.object({ apiUrl: z.string(), databaseUrl: z.string(), sandboxUrl: z.string(), pids: z.record(z.string(), z.number()) })
type Run = z.infer<typeof RunFile>

/** A product of its own, with its own data: nothing that is done to it touches the one of `npm start`. */
export interface Product {
  readonly run: Run
  /** Folder of its data, keys and logs. */
  readonly home: string
  pid(name: string): number | undefined
  /** Ends everything at once, the supervisor first so that it brings nobody back, and starts again on the same data. */
  powerCut(): Promise<void>
  close(): Promise<void>
}

/** In `.mas/<folder>` of this checkout, which is emptied first; `env` is set for all its processes. */
export async function openProduct(keep: boolean, folder = 'crash', env: Readonly<Record<string, string>> = {}): Promise<Product> {
  const home = join(checkout, '.mas', folder)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  // Apart from those of other checkouts that start at the same moment: until it listens nothing holds it.
  const reserved = await reservePort(3300 + (process.pid % 500))
  await reserved.release()
  let child = start(home, reserved.port, env)
  const run = await ready(home, child)
  const pid = (name: string): number | undefined => readRun(home)?.pids[name]
  return {
    run,
    home,
    pid,
    powerCut: async () => {
      const pids = Object.entries(readRun(home)?.pids ?? {}).filter(([name]) => name !== 'supervisor')
      child.kill('SIGKILL')
      for (const [, one] of pids) kill(one)
      await child.exited
      child = start(home, reserved.port, env)
      await ready(home, child)
    },
    close: async () => {
      child.kill('SIGTERM')
      await child.exited
      if (!keep) rmSync(home, { recursive: true, force: true })
    },
  }
}

/** kill -9. Whoever has died meanwhile is as dead as wanted. */
export function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false // gone already
  }
}

function start(home: string, port: number, more: Readonly<Record<string, string>>): Bun.Subprocess {
  const log = openSync(join(home, 'supervisor.log'), 'a')
  // One proxy is trusted, so that the people of this play can come from addresses of their own.
  const env = { ...process.env, MAS_HOME: home, PORT: String(port), TRUSTED_PROXIES: '1', DATABASE_URL: '', MAS_DATA_DIR: '', ...more }
  return Bun.spawn([process.execPath, '--no-orphans', 'tooling/first-run/serve.ts'], {
    cwd: checkout,
    env,
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    detached: true,
  })
}

async function ready(home: string, child: Bun.Subprocess): Promise<Run> {
  const deadline = performance.now() + 120_000
  for (;;) {
    const run = readRun(home)
    if (run?.pids['supervisor'] === child.pid) {
      await waitUntilReady(run.apiUrl, () => false)
      return run
    }
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`the product did not start; see ${home}/supervisor.log`)
    await Bun.sleep(100)
  }
}

/** The pids of this moment; undefined while the file is being written anew. */
function readRun(home: string): Run | undefined {
  const path = join(home, 'run.json')
  if (!existsSync(path)) return undefined
  try {
    return RunFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined // half-written
  }
}

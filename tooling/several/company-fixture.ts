import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDatabase } from '@mas/db/backup'
import { migrate } from '@mas/db/migrate'
import { startSandbox } from '@mas/providers/sandbox'
import { SQL } from 'bun'
import { askDatabase, type Asked } from '../crash/sql.ts'
import { checkout } from '../first-run/checkout.ts'

/** One process of the product, as production starts it. */
export interface Started {
  readonly process: Bun.Subprocess
  /** Resolves with the field `url` of the first log line with this message; empty where it has none. */
  line(message: string): Promise<string>
}

/** The demo company on a database of its own, served by as many processes as one starts; nothing but Postgres connects them. */
export interface Company {
  readonly sandboxUrl: string
  readonly asked: Asked
  start(kind: 'api' | 'worker'): Started
  close(): Promise<void>
}

export async function openCompany(): Promise<Company> {
  const server = new URL(serverUrl())
  const database = `test_several_${crypto.randomUUID().replaceAll('-', '')}`
  const url = new URL(server)
  url.pathname = `/${database}`
  await ensureDatabase(url.href)
  await migrate({ url: url.href })
  const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0 })
  const dataDir = mkdtempSync(join(tmpdir(), 'mas-several-'))
  const env = {
    ...Bun.env,
    DATABASE_URL: url.href,
    DATABASE_POOL: '6',
    // Not a secret: of this test only.
    MAS_SECRET: Buffer.alloc(32, 7).toString('base64'),
    MAS_DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'info',
    TRUSTED_PROXIES: '1',
    SANDBOX_HTTP_PORT: String(sandbox.httpPort),
    SANDBOX_SMTP_PORT: String(sandbox.smtpPort),
  }
  const seed = Bun.spawn([process.execPath, 'tooling/seed/main.ts'], { cwd: checkout, env, stdout: 'ignore', stderr: 'inherit' })
  if ((await seed.exited) !== 0) throw new Error('the demo company could not be made')
  const asked = askDatabase(url.href)
  const running: Started[] = []
  return {
    sandboxUrl: sandbox.httpUrl,
    asked,
    start: (kind) => {
      const started = startProcess(`apps/${kind}/src/main.ts`, env)
      running.push(started)
      return started
    },
    close: async () => {
      for (const one of running) one.process.kill('SIGKILL')
      await Promise.all(running.map((one) => one.process.exited))
      await Promise.all([asked.close(), sandbox.stop()])
      const admin = new SQL({ url: server.href, max: 1 })
      await admin.unsafe(`drop database if exists "${database}" with (force)`)
      await admin.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function startProcess(file: string, env: Record<string, string | undefined>): Started {
  const child = Bun.spawn([process.execPath, '--no-orphans', file], {
    cwd: checkout,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let output = ''
  let heard = () => {}
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) {
      output += decoder.decode(chunk, { stream: true })
      heard()
    }
  })()
  const find = (message: string) => output.split('\n').find((text) => text.includes(`"message":"${message}"`) && text.endsWith('}'))
  return {
    process: child,
    line: async (message) => {
      for (;;) {
        const found = find(message)
        if (found !== undefined) return String(Reflect.get(Object(JSON.parse(found)), 'url') ?? '')
        const ended = child.exitCode ?? child.signalCode
        if (ended !== null) throw new Error(`${file} ended with ${ended} before "${message}":\n${output}`)
        await Promise.race([new Promise<void>((resolve) => (heard = resolve)), child.exited])
      }
    },
  }
}

function serverUrl(): string {
  const url = Bun.env['MAS_TEST_DATABASE_URL']
  if (url === undefined) throw new Error('MAS_TEST_DATABASE_URL is not set: run tests with `npm test`')
  return url
}

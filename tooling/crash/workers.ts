import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { checkout } from '../first-run/checkout.ts'
import type { Product } from './product.ts'
import type { Random } from './random.ts'

const Ports = z.object({ sandboxHttp: z.number(), sandboxSmtp: z.number(), sandboxClamd: z.number() })

/** Workers beside the one of the supervisor, each started again at once when it dies. */
export interface Workers {
  /** Kills one at random that is at work; false where none is. */
  strike(random: Random): boolean
  close(): Promise<void>
}
interface Place {
  child: Bun.Subprocess<'ignore', 'pipe', 'ignore'> | undefined
  atWork: boolean
}

export function startWorkers(product: Product, count: number): Workers {
  const env = { ...environmentBeside(product), LOG_LEVEL: 'info' }
  let closing = false
  const keep = async (place: Place): Promise<void> => {
    while (!closing) {
      const child = Bun.spawn([process.execPath, '--no-orphans', 'apps/worker/src/main.ts'], {
        cwd: checkout,
        env,
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'ignore',
      })
      place.child = child
      for await (const part of child.stdout) if (new TextDecoder().decode(part).includes('stepper ready')) place.atWork = true
      await child.exited
      place.atWork = false
    }
  }
  const places = Array.from({ length: count }, (): Place => ({ child: undefined, atWork: false }))
  const kept = places.map(keep)
  return {
    strike: (random) => {
      const [first, ...others] = places.filter(({ atWork }) => atWork)
      if (first === undefined) return false
      const victim = random.oneOf([first, ...others])
      victim.atWork = false
      victim.child?.kill('SIGKILL')
      return true
    },
    close: async () => {
      closing = true
      for (const { child } of places) child?.kill('SIGTERM')
      await Promise.all(kept)
    },
  }
}

/** Of a process that stands beside those of a product, on the same database and with the same secret. */
export function environmentBeside({ run, home }: Product): Record<string, string | undefined> {
  const ports = Ports.parse(JSON.parse(readFileSync(join(home, 'ports.json'), 'utf8')))
  return {
    ...process.env,
    DATABASE_URL: run.databaseUrl,
    MAS_PUBLIC_URL: run.apiUrl,
    MAS_DATA_DIR: join(home, 'data'),
    MAS_SECRET: readFileSync(join(home, 'secret'), 'utf8').trim(),
    SANDBOX_HTTP_PORT: String(ports.sandboxHttp),
    SANDBOX_SMTP_PORT: String(ports.sandboxSmtp),
    SANDBOX_CLAMD_PORT: String(ports.sandboxClamd),
  }
}

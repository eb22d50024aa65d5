import { openSync } from 'node:fs'
import { join } from 'node:path'
import { reservePort } from '@mas/db/embedded'
import { checkout } from '../../first-run/checkout.ts'
import { bundleTwin } from '../boundary/bundle.ts'
import type { Product } from '../product.ts'
import type { Random } from '../random.ts'
import { environmentBeside } from '../workers.ts'

/** APIs beside the one of the product, each started again at once when it dies. */
export interface Doors {
  /** Where one of them listens; it may be dead just then. */
  url(random: Random): string
  /** Kills one that is at work; false where none is. */
  strike(random: Random): boolean
  /** Resolves when one is up. */
  serving(): Promise<void>
  close(): Promise<void>
}
interface Place {
  readonly url: string
  child: Bun.Subprocess<'ignore', 'pipe', number> | undefined
  atWork: boolean
}

export async function openDoors(product: Product, count: number): Promise<Doors> {
  const file = await bundleTwin(join(product.home, 'door'), 'tooling/crash/money/door.ts')
  const log = openSync(join(product.home, 'doors.log'), 'a')
  const reserved = await Promise.all(Array.from({ length: count }, () => reservePort(0)))
  await Promise.all(reserved.map(({ release }) => release()))
  let closing = false
  const keep = async (place: Place, port: number): Promise<void> => {
    while (!closing) {
      const env = { ...environmentBeside(product), PORT: String(port), TRUSTED_PROXIES: '1', LOG_LEVEL: 'warn' }
      const child = Bun.spawn([process.execPath, '--no-orphans', file], {
        cwd: checkout,
        env,
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: log,
      })
      place.child = child
      for await (const part of child.stdout) if (new TextDecoder().decode(part).includes('door ready')) place.atWork = true
      await child.exited
      place.atWork = false
      if (!closing) await Bun.sleep(200)
    }
  }
  const places = reserved.map(({ port }): Place => ({ url: `http://localhost:${port}`, child: undefined, atWork: false }))
  const kept = places.map((place, n) => keep(place, reserved[n]?.port ?? 0))
  return {
    url: (random) => places[random.between(0, count - 1)]?.url ?? '',
    strike: (random) => {
      const [first, ...others] = places.filter(({ atWork }) => atWork)
      if (first === undefined) return false
      const victim = random.oneOf([first, ...others])
      victim.atWork = false
      victim.child?.kill('SIGKILL')
      return true
    },
    serving: async () => {
      for (const began = performance.now(); places.every(({ atWork }) => !atWork); await Bun.sleep(50))
        if (performance.now() - began > 120_000) throw new Error(`no door opens; see ${product.home}/doors.log`)
    },
    close: async () => {
      closing = true
      for (const { child } of places) child?.kill('SIGKILL')
      await Promise.all(kept)
    },
  }
}

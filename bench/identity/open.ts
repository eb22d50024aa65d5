import { openSettings } from '@mas/domain/settings'
import { newId, silentLog, systemClock, type Clock, type Ctx, type Ports } from '@mas/kernel'
import { anonymous } from '@mas/kernel'
import { openRuntime, type Runtime } from '@mas/platform'
import { unwiredPorts } from '@mas/testing/unwired-ports'

const off = { outcome: 'refused', reason: 'off', retry: 'never' } as const
const ports: Partial<Ports> = {
  humanCheck: { mode: 'off', check: () => Promise.resolve(off) },
  breachedPasswords: { mode: 'off', timesSeen: () => Promise.resolve(off) },
  googleIdentity: {
    mode: 'off',
    authorizationUrl: () => Promise.resolve(off),
    exchange: () => Promise.resolve(off),
    checkToken: () => Promise.resolve(off),
  },
}

export function openIdentity(databaseUrl: string, clock: Clock = systemClock, process: 'api' | 'tool' = 'tool'): Promise<Runtime> {
  const secret = Buffer.alloc(32, 7).toString('base64')
  return openRuntime({
    databaseUrl,
    process,
    poolSize: 16,
    log: silentLog,
    ports: unwiredPorts(ports),
    settings: (driver, log) => openSettings({ driver, log, process: 'bench', clock: systemClock }),
    secret,
    publicUrl: 'http://localhost',
    clock,
  })
}

let callers = 0
/** Everybody calls from a network of their own: budgets a minute are not what is measured. */
export function visitor(runtime: Runtime): Ctx {
  callers += 1
  const ip = `10.${(callers >> 16) & 255}.${(callers >> 8) & 255}.${callers & 255}`
  return runtime.ctx(anonymous, { requestId: newId(), client: { ip, userAgent: 'bench' } })
}

/** Every second is half an hour, so that one caller's budget of requests a minute does not end the measurement. */
export function hurried(): Clock {
  const startMs = systemClock.now().getTime()
  return { now: () => new Date(startMs + (systemClock.now().getTime() - startMs) * 1800) }
}

import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { createDndRegistry } from './client.ts'
import { describeDndRegistry } from './contract.ts'
import { createDndFaults } from './sandbox-faults.ts'
import { dndSandbox } from './sandbox.ts'

describeDndRegistry('over HTTP', async () => {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const faults = createDndFaults()
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: dndSandbox({ clock, faults }).fetch })
  const adapterAt = (url: string) => createDndRegistry({ mode: 'sandbox', url, clock, log: silentLog, timeoutMs: 2_000 })
  return {
    fresh: () => adapterAt(server.url.origin),
    unreachable: () => adapterAt('http://127.0.0.1:1'),
    faults,
    now: clock.now(),
    stop: () => server.stop(true),
  }
})

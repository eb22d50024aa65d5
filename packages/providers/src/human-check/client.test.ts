import { fixedClock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { createHumanCheck } from './client.ts'
import { describeHumanCheck } from './contract.ts'
import { createHumanCheckFaults } from './sandbox-faults.ts'
import { sandboxHumanCheck } from './sandbox-site.ts'
import { humanCheckSandbox } from './sandbox.ts'

describeHumanCheck('Turnstile', async () => {
  const clock = fixedClock('2026-11-23T10:00:00Z')
  const faults = createHumanCheckFaults()
  const app = humanCheckSandbox({ clock, faults })
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch })
  const adapterAt = (origin: string) =>
    createHumanCheck({
      mode: 'sandbox',
      verifyUrl: `${origin}/v0/siteverify`,
      secret: sandboxHumanCheck.secret,
      hostnames: [sandboxHumanCheck.hostname],
      clock,
      log: silentLog,
      timeoutMs: 2_000,
    })
  return {
    fresh: () => adapterAt(server.url.origin),
    unreachable: () => adapterAt('http://127.0.0.1:1'),
    faults,
    stop: () => server.stop(true),
  }
})

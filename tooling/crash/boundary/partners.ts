import { newId, system } from '@mas/kernel'
import type { Egress } from '@mas/kernel/ports/egress'
import type { Runtime } from '@mas/platform'
import { z } from 'zod'
import { processEnvironment } from '@mas/platform/config'

/** Partners with a public name, which journeys may call; https and the name are the product's rules, the rest is played. */
export const partnersHost = 'partners.boundary.example'
const Ports = z.object({ egress: z.custom<Egress>((value) => typeof Object(value).request === 'function') })

/** Calls to a partner go to the receiver of that name in the sandbox; everything else goes where it would. */
export function playPartners(runtime: Runtime): void {
  const { ports } = runtime.ctx(system('boundary'), { requestId: newId() })
  const { egress } = Ports.parse(ports)
  const sandbox = `http://localhost:${processEnvironment()['SANDBOX_HTTP_PORT']}/webhook-receiver`
  const played: Egress = {
    check: (url, options) => egress.check(url, options),
    open: (call) => egress.open(call),
    request: (call) => {
      const { host, pathname } = new URL(call.url)
      return egress.request(host === partnersHost ? { ...call, url: `${sandbox}${pathname}`, mode: 'sandbox' } : call)
    },
  }
  Reflect.set(ports, 'egress', played)
}

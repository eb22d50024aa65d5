import { Hono } from 'hono'
import { z } from 'zod'
import type { FaultDesk } from './fault-desk.ts'
import type { Faults } from './faults.ts'
import { notFromElsewhere } from './not-from-elsewhere.ts'

const Plan = z.object({
  provider: z.string(),
  fault: z.string(),
  times: z.coerce.number().int().min(1).max(100_000).default(1),
})

/** Planning faults, by JSON or by the form on the page. */
export function faultRoutes(desk: FaultDesk): Hono {
  const app = new Hono()
  const byName: ReadonlyMap<string, Pick<Faults, 'addByName' | 'catalogue' | 'list'>> = new Map(Object.entries(desk))
  app.get('/faults', (c) =>
    c.json([...byName].map(([provider, faults]) => ({ provider, known: faults.catalogue, planned: faults.list() }))),
  )
  app.post('/faults', notFromElsewhere, async (c) => {
    const isForm = c.req.header('content-type')?.startsWith('application/json') !== true
    const plan = Plan.safeParse(isForm ? await c.req.parseBody() : await c.req.json().catch(() => undefined))
    if (!plan.success) return c.json({ error: 'provider, fault and times (1 or more) are needed' }, 400)
    const { provider, fault, times } = plan.data
    const planned = byName.get(provider)?.addByName(fault, times) ?? false
    if (!planned) return c.json({ error: 'no such provider or fault', see: '/faults' }, 404)
    return isForm ? c.redirect('/', 303) : c.json({ provider, fault, times }, 201)
  })
  return app
}

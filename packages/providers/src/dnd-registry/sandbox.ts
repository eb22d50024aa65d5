import { Hono } from 'hono'
import { z } from 'zod'
import type { Clock } from '@mas/kernel/clock'
import { holdUntilGone } from '../sandbox/hold.ts'
import type { DndFaults } from './sandbox-faults.ts'

const staleMs = 48 * 60 * 60_000

/** A scrubbing service, to be mounted at `/dnd`: numbers ending in 90 are registered for everything, in 91 for education only. */
export function dndSandbox({ clock, faults }: { clock: Clock; faults: DndFaults }): Hono {
  const app = new Hono()
  app.post('/scrub', async (c) => {
    const fault = faults.take('hang', 'too-many', 'partial', 'error200', 'stale')
    if (fault === 'hang') await holdUntilGone(c.req.raw.signal)
    if (fault === 'too-many') return c.text('slow down', 429, { 'retry-after': '1' })
    if (fault === 'error200') return c.json({ error: 'the register is being loaded' })
    const asked = Asked.safeParse(await c.req.json().catch(() => undefined))
    if (!asked.success) return c.json({ error: 'numbers: up to 1,000 E.164 numbers' }, 400)
    const { numbers } = asked.data
    const answered = fault === 'partial' ? numbers.slice(0, Math.ceil(numbers.length / 2)) : numbers
    const asOf = new Date(clock.now().getTime() - (fault === 'stale' ? staleMs : 0)).toISOString()
    return c.json({ reference: crypto.randomUUID(), asOf, results: answered.map(resultOf) })
  })
  return app
}

const Asked = z.object({
  numbers: z
    .array(z.string().regex(/^\+[1-9]\d{5,14}$/))
    .min(1)
    .max(1_000),
})

function resultOf(number: string) {
  const categories = number.endsWith('90') ? ['all'] : number.endsWith('91') ? ['education'] : []
  return { number, status: categories.length > 0 ? ('Y' as const) : ('N' as const), categories }
}

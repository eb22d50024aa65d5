import { Hono } from 'hono'
import { z } from 'zod'
import { notFromElsewhere } from '../sandbox/not-from-elsewhere.ts'
import { inboundFaults } from './sandbox-faults.ts'
import type { VendorDesk } from './vendor-desk.ts'
import { inboundVendors } from './vendors.ts'

const isFault = (text: string): text is keyof typeof inboundFaults => Object.hasOwn(inboundFaults, text)
const Play = z.object({
  provider: z.string(),
  fault: z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .refine((text) => text === undefined || isFault(text), 'no such fault'),
  bodies: z.array(z.string()).max(1_000).optional(),
})

/** The vendors that call us: GET tells who and what, POST has one of them tell its story, or bodies of the caller's. */
export function inboundSandbox(desk: VendorDesk): Hono {
  const app = new Hono()
  app.get('/', (c) =>
    c.json({
      faults: inboundFaults,
      vendors: inboundVendors.map(({ provider, story }) => ({ provider, story: story('0'.repeat(32), example) })),
    }),
  )
  app.post('/', notFromElsewhere, async (c) => {
    const isForm = c.req.header('content-type')?.startsWith('application/json') !== true
    const read = Play.safeParse(isForm ? await c.req.parseBody() : await c.req.json().catch(() => undefined))
    if (!read.success) return c.json({ error: 'provider, and if need be fault and bodies (texts)', see: '/vendor-webhooks' }, 400)
    const { provider, fault, bodies } = read.data
    const answers = await desk.play(provider, {
      ...(fault !== undefined && isFault(fault) && { fault }),
      ...(bodies !== undefined && { bodies }),
    })
    return answers === undefined ? c.json({ error: 'no such vendor', see: '/vendor-webhooks' }, 404) : c.json(answers)
  })
  return app
}

const example = new Date('2026-11-23T10:00:00Z')

import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { DndAnswer, DndRegistry } from '@mas/kernel/ports/dnd-registry'
import type { ProviderAnswer, SlotMode } from '@mas/kernel/providers'
import { z } from 'zod'
import { createHttpClient, ok, refused, type HttpReply } from '../http/index.ts'

export interface DndRegistryOptions {
  readonly mode: SlotMode
  /** Without a slash at its end. */
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  /** Of one attempt. Default 20 s: nobody waits for it. */
  readonly timeoutMs?: number
}

/** A scrubbing service over HTTP. */
export function createDndRegistry({ mode, url, clock, log, timeoutMs = 20_000 }: DndRegistryOptions): DndRegistry {
  const http = createHttpClient({ provider: 'dnd-registry', timeoutMs, attempts: 2, clock, log })
  const headers = { 'content-type': 'application/json' }
  return {
    mode,
    async scrub(values) {
      const body = JSON.stringify({ numbers: values })
      const call = { operation: 'scrub', method: 'POST', url: `${url}/scrub`, effect: 'none', headers, body } as const
      const asked = new Set(values)
      return http.call(call, (reply) => readAnswer(reply, asked))
    },
  }
}

const Scrubbed = z.object({
  reference: z.string().max(200),
  asOf: z.iso.datetime({ offset: true }),
  results: z.array(
    z.object({ number: z.string(), status: z.enum(['Y', 'N']), categories: z.array(z.string().max(60)).max(50).default([]) }),
  ),
})

function readAnswer(reply: HttpReply, asked: ReadonlySet<string>): ProviderAnswer<DndAnswer> {
  const parsed = Scrubbed.safeParse(reply.json())
  if (!parsed.success) return refused(`scrub: unreadable answer (${reply.status})`, 'later')
  const { reference, asOf, results } = parsed.data
  const entries = results
    .filter(({ number }) => asked.has(number))
    .map(({ number, status, categories }) => ({ value: number, registered: status === 'Y', categories }))
  return ok({ reference, asOf: new Date(asOf), entries })
}

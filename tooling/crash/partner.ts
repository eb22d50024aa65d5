import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Random } from './random.ts'

const Told = z.object({ orderKey: z.string(), sequence: z.int() })

export interface Heard extends z.infer<typeof Told> {
  readonly id: string
  readonly isSigned: boolean
}
/** A partner that listens in this process: what it heard outlives everything that is struck. */
export interface Partner {
  readonly url: string
  readonly heard: readonly Heard[]
  close(): Promise<void>
}

/** Answers most with 200 at once, some late, and some not well at their first hearing. */
export function openPartner(secret: string, random: Random): Partner {
  const heard: Heard[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const body = await request.text()
      const id = request.headers.get('webhook-id') ?? ''
      const isFirst = heard.every((one) => one.id !== id)
      heard.push({ id, isSigned: isSigned(secret, request.headers, body), ...Told.parse(JSON.parse(body)) })
      if (random.between(1, 5) === 1) await Bun.sleep(random.between(100, 1_500))
      return new Response(null, { status: isFirst && random.between(1, 10) === 1 ? 500 : 200 })
    },
  })
  return { url: `${server.url.origin}/`, heard, close: () => server.stop(true) }
}

function isSigned(secret: string, headers: Headers, body: string): boolean {
  const signed = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${body}`
  const wanted = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(signed)
    .digest()
  const given = Buffer.from((headers.get('webhook-signature') ?? '').replace('v1,', ''), 'base64')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

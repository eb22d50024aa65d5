import type { Clock } from '@mas/kernel/clock'
import { Hono } from 'hono'
import { z } from 'zod'
import { hangUp } from '../sandbox/hang-up.ts'
import { holdUntilGone } from '../sandbox/hold.ts'
import { notFromElsewhere } from '../sandbox/not-from-elsewhere.ts'
import type { ReceiverDesk } from './receiver.ts'
import { receiverAnswers, type ReceiverAnswer } from './sandbox-faults.ts'

const isAnswer = (text: string): text is ReceiverAnswer | '200' => text === '200' || Object.hasOwn(receiverAnswers, text)
const Setting = z.object({
  secrets: z.array(z.string()).max(2).optional(),
  script: z.array(z.string().refine(isAnswer, 'no such answer')).max(10_000).optional(),
})

/** Receivers of outbound webhooks over HTTP: POST delivers, PUT sets secrets and script, GET tells what came. */
export function receiverSandbox({ desk, clock, lateMs = 20_000 }: { desk: ReceiverDesk; clock: Clock; lateMs?: number }): Hono {
  const app = new Hono()
  app.get('/:name', (c) => c.json(desk.received(c.req.param('name'))))
  app.put('/:name', notFromElsewhere, async (c) => {
    const setting = Setting.safeParse(await c.req.json().catch(() => undefined))
    if (!setting.success)
      return c.json({ error: 'secrets and script are lists of texts', answers: ['200', ...Object.keys(receiverAnswers)] }, 400)
    const { secrets, script } = setting.data
    if (secrets !== undefined) desk.secrets(c.req.param('name'), secrets)
    if (script !== undefined) desk.script(c.req.param('name'), script)
    return c.json({ set: true })
  })
  app.post('/:name', async (c) => {
    const request = c.req.raw
    const answer = await desk.take(c.req.param('name'), request)
    return play(answer, { clock, lateMs, signal: request.signal })
  })
  return app
}

interface Stage {
  readonly clock: Clock
  readonly lateMs: number
  readonly signal: AbortSignal
}

async function play(answer: ReceiverAnswer | '200', { clock, lateMs, signal }: Stage): Promise<Response> {
  switch (answer) {
    case '301':
      return new Response(null, { status: 301, headers: { location: 'http://169.254.169.254/latest/meta-data/' } })
    case '429-seconds':
      return new Response('slow down', { status: 429, headers: { 'retry-after': '120' } })
    case '429-date':
      return new Response('slow down', { status: 429, headers: { 'retry-after': new Date(clock.now().getTime() + 120_000).toUTCString() } })
    case 'hang':
      await holdUntilGone(signal)
      return hangUp()
    case 'late':
      await holdUntilGone(signal, lateMs)
      return new Response('at last')
    case 'drop':
      return hangUp()
    case 'cut':
      return new Response(half(), { headers: { 'content-type': 'text/plain' } })
    case 'endless':
      return new Response(endless())
    case '204':
      return new Response(null, { status: 204 })
    default:
      return new Response(answer === '200' ? 'taken' : `played ${answer}`, { status: Number(answer) })
  }
}

function half(): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error()
      sent = true
      controller.enqueue(new TextEncoder().encode('only this much'))
    },
  })
}

function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(65_536).fill(120)
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })
}

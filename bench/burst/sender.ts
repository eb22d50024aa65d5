/**
 * A vendor in a process of its own: signed events over open connections, each sent when it is due and timed from then, whether
 * or not those before were acknowledged.
 */
import { sandboxResend, svixSignature } from '@mas/providers/email/resend'
import { z } from 'zod'

const { port, perSecond, seconds, connections, mails } = z
  .object({ port: z.number(), perSecond: z.number(), seconds: z.number(), connections: z.number(), mails: z.array(z.string()) })
  .parse(JSON.parse(process.argv[2] ?? '{}'))
const count = perSecond * seconds
const times: number[] = []
const states: Record<string, number> = {}
const free: ((request: string, due: number) => void)[] = []
const waiting: { request: string; due: number }[] = []
const over = Promise.withResolvers<void>()
const run = crypto.randomUUID().slice(0, 8)

function requestOf(n: number): string {
  const id = `msg_${run}_${n}`
  const at = new Date()
  const data = { email_id: mails[n % mails.length], from: 'MAS <hello@mas.example>', to: ['asha@people.example'], subject: 's'.repeat(60) }
  const body = JSON.stringify({ type: 'email.opened', created_at: at.toISOString(), data })
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = svixSignature(sandboxResend.webhookSecret, { id, timestamp }, new TextEncoder().encode(body))
  return `POST /webhooks/resend HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nsvix-id: ${id}\r\nsvix-timestamp: ${timestamp}\r\nsvix-signature: ${signature}\r\n\r\n${body}`
}

function answered(status: string, due: number): void {
  times.push(performance.now() - due)
  states[status] = (states[status] ?? 0) + 1
  if (times.length === count) over.resolve()
}

async function connect(): Promise<void> {
  let due = 0
  let heard = ''
  const send = (request: string, at: number) => {
    due = at
    socket.write(request)
  }
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      close: () => over.reject(new Error('the API closed a connection that the burst still needed')),
      data: (_, chunk) => {
        heard += chunk.toString('latin1')
        // An acknowledgement has an empty body; whatever else comes is told by its status and ends the connection's part.
        if (!heard.includes('\r\n\r\n')) return
        answered(heard.slice(9, 12), due)
        heard = ''
        const next = waiting.shift()
        if (next === undefined) free.push(send)
        else send(next.request, next.due)
      },
    },
  })
  free.push(send)
}

await Promise.all(Array.from({ length: connections }, connect))
const startedAt = performance.now()
for (let n = 0; n < count; n++) {
  const due = startedAt + (n * 1_000) / perSecond
  const ahead = due - performance.now()
  if (ahead > 1) await Bun.sleep(ahead)
  // In turns: a connection that nobody uses for ten seconds is closed by the API.
  const send = free.shift()
  if (send === undefined) waiting.push({ request: requestOf(n), due })
  else send(requestOf(n), due)
}
await over.promise
const elapsedMs = performance.now() - startedAt
// By second of the burst, to see whether it was the beginning or all of it.
const bySecond = Array.from({ length: seconds }, (_, s) => Math.round(Math.max(...times.slice(s * perSecond, (s + 1) * perSecond))))
times.sort((a, b) => a - b)
const at = (share: number) => times[Math.floor(times.length * share)]
console.log(JSON.stringify({ states, elapsedMs, p50: at(0.5), p99: at(0.99), most: times.at(-1), bySecond }))
process.exit()

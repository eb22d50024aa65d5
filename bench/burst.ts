/**
 * A vendor's burst through the public edge of a product of its own: signed events at a rate that does not wait for answers, the
 * time until each is acknowledged from when it was due, and each acted on once. The worker acts on them all the while.
 */
import { openProduct } from '../tooling/crash/product.ts'
import { askDatabase } from '../tooling/crash/sql.ts'
import { z } from 'zod'
import { cpuOf, cpuOfSessions } from './burst/cpu.ts'
import { mailsToTellOf } from './burst/mails.ts'
import { finish } from './measure/finish.ts'
import { sized } from './measure/scale.ts'

const perSecond = sized({ quick: 300, standard: 1_000 })
const seconds = sized({ quick: 5, standard: 20, full: 60 })
const count = perSecond * seconds
const mails = Array.from({ length: 500 }, (_, n) => `burst-${n}`)
const Sent = z.object({
  states: z.record(z.string(), z.number()),
  elapsedMs: z.number(),
  p50: z.number(),
  p99: z.number(),
  most: z.number(),
  bySecond: z.array(z.number()),
})

const product = await openProduct(false, 'bench/product', { EMAIL_VENDOR: 'resend' })
try {
  const { run } = product
  const asked = askDatabase(run.databaseUrl)
  await asked.rows(z.object({}), mailsToTellOf, [JSON.stringify(mails)])
  const used = async (): Promise<Record<string, number>> => ({
    api: cpuOf(product.pid('api')),
    worker: cpuOf(product.pid('worker')),
    ...(await cpuOfSessions(asked)),
  })
  const stored = () => asked.count(`select count(*) as n from webhooks.inbox where provider = 'resend'`)
  await burst(20, 2) // compiled code, connections, plans
  const [before, storedBefore] = [await used(), await stored()]
  const sent = await burst(perSecond, seconds)
  const after = await used()
  const kept = (await stored()) - storedBefore
  const refused = count - (sent.states['200'] ?? 0)
  const actedWithin = await untilActedOn(asked)
  const atEnd = await used()
  const acted = await asked.count(
    `select count(*) as n from notifications.email_events e join webhooks.inbox i on i.dedupe_key = e.provider_event_id
     where i.provider = 'resend' and i.state = 'processed' and e.state = 'applied'`,
  )
  await asked.close()
  const each = (until: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(until)
        .map(([name, spent]) => [name, ((spent - (before[name] ?? 0)) * 1_000) / count] as const)
        .filter(([, ms]) => ms >= 0.01),
    )
  const [cpuWhileSent, cpuInAll] = [each(after), each(atEnd)]
  await finish({
    databaseUrl: run.databaseUrl,
    sizes: { perSecond, seconds },
    figures: [
      {
        what: `acknowledgement of ${perSecond}/s for ${seconds} s, p99 from when each was due, ms`,
        ours: `p50 ${sent.p50.toFixed(0)}, most ${sent.most.toFixed(0)} ms`,
        reference: `all after ${(sent.elapsedMs / 1_000).toFixed(1)} s`,
        value: sent.p99,
        bar: '<= 250',
      },
      {
        what: 'lost, doubled or refused',
        ours: `${kept} stored, ${acted - storedBefore} acted on once within ${actedWithin.toFixed(0)} s more`,
        reference: `${count} sent`,
        value: Math.abs(count - kept) + Math.abs(kept - (acted - storedBefore)) + refused,
        bar: '<= 0',
      },
    ],
    verified: [`${count} signed events were answered, their rows counted, and each was applied to its mail once`],
    detail: { cpuWhileSent, cpuInAll, bySecond: sent.bySecond, states: sent.states },
  })
  console.log('processor time, ms an event: while they were sent', cpuWhileSent, 'until all were acted on', cpuInAll)
} finally {
  await product.close()
}
process.exit()

async function burst(rate: number, lasting: number): Promise<z.infer<typeof Sent>> {
  const order = { port: Number(new URL(product.run.apiUrl).port), perSecond: rate, seconds: lasting, connections: 100, mails }
  const sender = Bun.spawn([process.execPath, 'bench/burst/sender.ts', JSON.stringify(order)], { stdout: 'pipe', stderr: 'inherit' })
  return Sent.parse(JSON.parse(await new Response(sender.stdout).text()))
}

/** Seconds until the worker has acted on all. */
async function untilActedOn(asked: ReturnType<typeof askDatabase>): Promise<number> {
  const started = performance.now()
  const open = () =>
    asked.count(
      `select (select count(*) from webhooks.inbox where due_at is not null) + (select count(*) from notifications.email_events where state = 'waiting') as n`,
    )
  while ((await open()) > 0) {
    if (performance.now() - started > 900_000)
      throw new Error('the worker did not come to the end of the burst within a quarter of an hour')
    await Bun.sleep(500)
  }
  return (performance.now() - started) / 1_000
}

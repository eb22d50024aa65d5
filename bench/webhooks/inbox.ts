import { rows, sql } from '@mas/db'
import { receive } from '@mas/domain/webhooks'
import { inTx, newId } from '@mas/kernel'
import { compare, rateOf } from '../measure/rate.ts'
import { openGround, type Figure, type Ground } from './ground.ts'

const lanes = 48
const raw = Buffer.from(
  JSON.stringify({ event: 'payment.captured', payload: { payment: { entity: { id: 'pay_1', note: 'x'.repeat(700) } } } }),
)
const headers = new Headers({ 'content-type': 'application/json', 'user-agent': 'bench' })

const oursOnce = (ground: Ground) =>
  receive(ground.ctx(), { provider: 'bench', raw, headers, keepHeaders: [], items: [{ dedupeKey: newId(), type: 'payment.captured' }] })

/** Key and row, nothing else, in one transaction: what any inbox costs at the least. */
const bareOnce = (ground: Ground) =>
  inTx(ground.ctx(), async (t) => {
    const id = newId()
    await rows(t.tx, sql`insert into public.bare_keys (provider, dedupe_key, inbox_id) values ('bench', ${id}, ${id}::uuid)`)
    await rows(
      t.tx,
      sql`insert into public.bare_inbox (id, provider, received_at, raw) values (${id}::uuid, 'bench', now(), decode(${raw.toString('base64')}, 'base64'))`,
    )
  })

async function openInbox(): Promise<Ground> {
  const ground = await openGround(18)
  const { db } = ground.runtime.driver
  await rows(
    db,
    sql`create table public.bare_keys (provider text, dedupe_key text, inbox_id uuid not null, primary key (provider, dedupe_key))`,
  )
  await rows(
    db,
    sql`create table public.bare_inbox (id uuid primary key, provider text not null, received_at timestamptz not null, raw bytea)`,
  )
  return ground
}

export async function measureInbox(seconds: number): Promise<Figure> {
  const ground = await openInbox()
  const measured = await compare(5, {
    ours: () => rateOf(lanes, seconds, () => oursOnce(ground)),
    bare: () => rateOf(lanes, seconds, () => bareOnce(ground)),
  })
  await ground.close()
  const { ours = Number.NaN, bare = Number.NaN } = measured
  const ratio = ours / bare
  return {
    what: `inbox, ${lanes} callers`,
    ours: `${Math.round(ours)}/s`,
    reference: `bare two rows ${Math.round(bare)}/s`,
    ratio,
    bar: '>= 0.5',
  }
}

/** Facts arrive on the clock whether or not the last one was acknowledged. */
export async function measureBurst(perSecond: number, seconds: number): Promise<Figure> {
  const ground = await openInbox()
  const times: number[] = []
  const open = new Set<Promise<unknown>>()
  const start = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = start + (n * 1000) / perSecond
    if (due > performance.now()) await Bun.sleep(due - performance.now())
    const one = oursOnce(ground).then(() => times.push(performance.now() - due))
    open.add(one)
    void one.finally(() => open.delete(one))
  }
  await Promise.all(open)
  const reached = times.length / ((performance.now() - start) / 1000)
  await ground.close()
  times.sort((a, b) => a - b)
  const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN
  return {
    what: `acknowledgement, ${perSecond}/s for ${seconds} s`,
    ours: `p99 ${p99.toFixed(0)} ms, p50 ${(times[Math.floor(times.length / 2)] ?? Number.NaN).toFixed(0)} ms`,
    reference: `reached ${Math.round(reached)}/s`,
    ratio: p99,
    bar: '<= 250',
  }
}

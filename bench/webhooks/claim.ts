import { rows, sql } from '@mas/db'
import { claimMessage, lockEndpointHealth } from '@mas/db/webhooks'
import { inTx } from '@mas/kernel'
import { addEndpoints } from './endpoints.ts'
import { median, openGround, type Figure, type Ground } from './ground.ts'

const few = 1_000
const claims = 300

/** Takes the next message of a key, and of an endpoint, with many pending and with few. */
export async function measureClaim(many: number): Promise<Figure> {
  const ground = await openGround(8)
  await addEndpoints(ground, ['small', 'big'], () => 'http://127.0.0.1:4010/', 20)
  await fill(ground, 'small', few)
  await fill(ground, 'big', many)
  await rows(ground.runtime.driver.db, sql`vacuum analyze webhooks.messages`)
  const times: Record<'small' | 'big', number[]> = { small: [], big: [] }
  for (let n = -50; n < claims; n++)
    for (const ref of ['small', 'big'] as const) {
      const took = await claimOnce(ground, ref, `key-${(Math.abs(n) * 7) % (few / 10)}`)
      if (n >= 0) times[ref].push(took)
    }
  await ground.close()
  const ratio = median(times.big) / median(times.small)
  return {
    what: `claim of the next, ${many} pending`,
    ours: `${median(times.big).toFixed(2)} ms`,
    reference: `${few} pending ${median(times.small).toFixed(2)} ms`,
    ratio,
    bar: '<= 1.5',
  }
}

async function claimOnce(ground: Ground, ref: string, orderKey: string): Promise<number> {
  const start = performance.now()
  await inTx(ground.ctx(), async (t) => {
    const [endpoint] = await rows<{ id: string }>(t.tx, sql`select id from webhooks.endpoints where ref = ${ref}`)
    const now = t.clock.now()
    await lockEndpointHealth(t.tx, endpoint?.id ?? '')
    const claim = { endpointId: endpoint?.id ?? '', orderKey, now, leaseUntil: new Date(now.getTime() + 60_000), allowed: 20, probe: false }
    const message = await claimMessage(t.tx, claim)
    if (message === undefined) throw new Error('nothing was claimed, so nothing was measured')
    // What is claimed is settled, as it would be by its record; otherwise the slots are full after twenty.
    await rows(t.tx, sql`update webhooks.messages set state = 'delivered', lease_until = null, settled_at = now() where id = ${message.id}`)
  })
  return performance.now() - start
}

/** Ten messages a key; in parts, so that none runs into the statement's time-out. */
async function fill(ground: Ground, ref: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 10_000)
    await rows(
      ground.runtime.driver.db,
      sql`insert into webhooks.messages (id, endpoint_id, type, order_key, sequence, body, state, next_at, created_at, request_id)
          select 'msg_' || md5(${ref} || n), e.id, 'bench', 'key-' || n / 10, n % 10, '\\x7b7d'::bytea, 'pending', case when n % 10 = 0 then now() - interval '1 hour' end, now(), 'bench'
          from generate_series(${from}::int, ${Math.min(count, from + 10_000)}::int - 1) n, webhooks.endpoints e where e.ref = ${ref}`,
    )
}

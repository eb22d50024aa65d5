import { newSigningSecret, webhooksFor, webhooksSchedules } from '@mas/domain/webhooks'
import { enqueue } from '@mas/kernel'
import { z } from 'zod'
import { askDatabase } from '../sql.ts'
import type { Database, Flow, FlowStage } from './flows.ts'
import { withTool } from './tool.ts'

const owner = webhooksFor('vendors')
const endpointRef = 'boundary'
const keys = ['lead-1', 'lead-2'] as const
const each = 2

/**
 * The lease of a sender that died is over: of one that was killed at once, and of one that lives when it must have heard
 * from the wire, which may take fifteen seconds. A lease is a minute long.
 */
const leasesPass = `update webhooks.messages set lease_until = now() - interval '1 second' where state = 'delivering' and lease_until > now()
  and (lease_until < now() + interval '35 seconds' or lease_until - interval '1 minute' < $1::timestamptz)`
/** And a try that is only put off comes now. */
const pausesPass = `update pgboss.job set start_after = now() where name like 'webhooks.%' and state in ('created', 'retry') and start_after > now()`
const sweep = webhooksSchedules.find(({ name }) => name === 'webhooks.sweep')?.job

const Received = z.array(z.object({ id: z.string(), signature: z.string(), answered: z.string() }))

/** Messages to a partner, told by no verb yet: an owning domain enqueues them in a transaction of its own. */
export const webhooksFlow: Flow = {
  name: 'webhooks',
  play: async ({ sandboxUrl, database, serving, deadSince, findings, serial }) => {
    const name = `boundary-${serial}`
    const url = `${sandboxUrl}/webhook-receiver/${name}`
    const sent = await enqueueAll(database, url, `${sandboxUrl}/webhook-receiver/${name}`)
    await settle({ database, serving, deadSince, findings })
    return async () => {
      const received = Received.parse(await (await fetch(url)).json())
      if (received.some(({ signature }) => signature !== 'valid')) findings.violated('every message is signed', name)
      for (const [key, ids] of sent) {
        // A repeat under the same id is what a receiver is told to expect; another id, or another order, is not.
        const arrived = received.map(({ id }) => id).filter((id) => ids.includes(id))
        const firsts = arrived.filter((id, at) => arrived.indexOf(id) === at)
        if (JSON.stringify(firsts) !== JSON.stringify(ids))
          findings.violated('messages of one key arrive in their order', `${key}: ${JSON.stringify({ ids, arrived })}`)
        findings.count('webhooks received again under their id', arrived.length - firsts.length)
      }
      const known = new Set([...sent.values()].flat())
      if (received.some(({ id }) => !known.has(id))) findings.violated('a message goes out under one id', name)
    }
  },
}

/** Waits until every message is delivered, moving time where one only waits. */
async function settle({ database, serving, deadSince, findings }: Pick<FlowStage, 'database' | 'serving' | 'deadSince' | 'findings'>) {
  const Left = z.object({ id: z.string(), state: z.string() })
  const asked = askDatabase(database.url)
  try {
    await withTool(database, async ({ transact }) => {
      await serving()
      const deadline = performance.now() + 100_000
      for (;;) {
        const open = await asked.rows(Left, `select id, state from webhooks.messages where state <> 'delivered'`)
        if (open.length === 0) return
        if (performance.now() > deadline) return findings.violated('every message is delivered', JSON.stringify(open))
        await asked.rows(z.object({}), leasesPass, [deadSince()?.toISOString() ?? null])
        await asked.rows(z.object({}), pausesPass)
        await transact((t) => (sweep === undefined ? Promise.resolve() : enqueue(t, sweep, {})))
        await Bun.sleep(500)
      }
    })
  } finally {
    await asked.close()
  }
}

/** Answers the ids of the messages by their key, in their order. */
async function enqueueAll(database: Database, url: string, receiver: string): Promise<Map<string, string[]>> {
  return withTool(database, async ({ ctx, transact }) => {
    const secret = newSigningSecret()
    await fetch(receiver, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ secrets: [secret] }) })
    const target = await owner.checkUrl(ctx(), { url, mode: 'sandbox' })
    await transact((t) => owner.upsertEndpoint(t, { ref: endpointRef, target, secrets: [{ secret }] }))
    const sent = new Map<string, string[]>(keys.map((key) => [key, []]))
    for (let sequence = 1; sequence <= each; sequence++)
      for (const orderKey of keys) {
        const body = JSON.stringify({ orderKey, sequence })
        // The same place with the same body is the same message, so it may be asked again.
        const { messageId } = await transact((t) =>
          owner.enqueueDelivery(t, { endpointRef, orderKey, sequence, type: 'lead.updated', body }),
        )
        sent.get(orderKey)?.push(messageId)
      }
    return sent
  })
}

import { newSigningSecret, webhooksFor } from '@mas/domain/webhooks'
import { z } from 'zod'
import type { Database, Flow } from './flows.ts'
import { withTool } from './tool.ts'

const owner = webhooksFor('vendors')
const endpointRef = 'boundary'
const keys = ['lead-1', 'lead-2'] as const
const each = 2

/** The lease of a sender that died is over: one that lives has heard from the wire within the fifteen seconds it may take. */
const leasesPass = `update webhooks.messages set lease_until = now() - interval '1 second'
  where state = 'delivering' and lease_until between now() and now() + interval '35 seconds'`

const Received = z.array(z.object({ id: z.string(), signature: z.string(), answered: z.string() }))

/** Messages to a partner, told by no verb yet: an owning domain enqueues them in a transaction of its own. */
export const webhooksFlow: Flow = {
  name: 'webhooks',
  play: async ({ sandboxUrl, database, serving, findings, serial }) => {
    const name = `boundary-${serial}`
    const url = `${sandboxUrl}/webhook-receiver/${name}`
    const sent = await enqueueAll(database, url, `${sandboxUrl}/webhook-receiver/${name}`)
    return async (asked) => {
      const Left = z.object({ id: z.string(), state: z.string() })
      await serving()
      const deadline = performance.now() + 100_000
      for (;;) {
        const open = await asked.rows(Left, `select id, state from webhooks.messages where state <> 'delivered'`)
        if (open.length === 0) break
        if (performance.now() > deadline) return findings.violated('every message is delivered', JSON.stringify(open))
        await asked.rows(z.object({}), leasesPass)
        await Bun.sleep(1_000)
      }
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

import { DeliveryExplanation, ExplainDeliveryInput } from '@mas/contracts/webhooks'
import { attemptsOfMessage, findMessage, pageEndpoints, whatIsAhead } from '@mas/db/webhooks'
import { fail, query, type Ctx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { mostFailures } from './delivery-rules.ts'
import { endpointOf, isoOf, messageOf } from './delivery-views.ts'
import { whyWaiting } from './explain-rules.ts'
import { failingDays } from './settings.ts'

export const explainDelivery = query({
  verb: 'webhooks.explain-delivery',
  summary:
    'Tells why a message has not been delivered: paused or disabled endpoint, an earlier message of its key, an open circuit, its next attempt, no free slot.',
  permission: 'webhooks.explain-delivery',
  refuses: ['webhooks.message-not-found'],
  input: ExplainDeliveryInput,
  output: DeliveryExplanation,
  run: (ctx, { id }) => explainMessage(ctx, undefined, id),
})

/** The same for one owner's message. */
export async function explainMessage(ctx: Ctx, ownerDomain: string | undefined, id: string): Promise<DeliveryExplanation> {
  const row = await findMessage(ctx.db, id, ownerDomain)
  if (row === undefined) throw fail('webhooks.message-not-found')
  const [ahead, [endpoint], attempts] = await Promise.all([
    whatIsAhead(ctx.db, row),
    row.removed ? [] : pageEndpoints(ctx.db, { ref: row.endpoint_ref, ownerDomain: row.owner_domain, limit: 1 }),
    attemptsOfMessage(ctx.db, id, 2),
  ])
  const last = attempts.find((one) => one.duration_ms !== null)
  const shown = endpoint === undefined ? null : endpointOf(endpoint, await readSetting(ctx, failingDays))
  const facts = { message: messageOf(row), endpoint: shown, leaseUntil: row.lease_until, behind: ahead.behind, underWay: ahead.under_way }
  return {
    id,
    state: facts.message.state,
    ...whyWaiting(facts, ctx.clock.now()),
    behind: facts.message.state === 'pending' ? ahead.behind : null,
    nextAt: isoOf(row.next_at),
    probeAt: shown?.probeAt ?? null,
    lastStatus: last?.status ?? null,
    lastError: last?.error ?? null,
    attemptsLeft: mostFailures - row.attempt,
    endpoint: shown,
  }
}

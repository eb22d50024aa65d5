import { ListMessagesInput, type Endpoint } from '@mas/contracts/webhooks'
import { pageEndpoints } from '@mas/db/webhooks'
import { parseInput, type Ctx, type TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import { readSetting } from '../settings/index.ts'
import { CheckedUrl } from './checked-url.ts'
import { endpointOf } from './delivery-views.ts'
import { enqueueDeliveries, enqueueDelivery, type Delivery } from './enqueue-delivery.ts'
import { explainMessage } from './explain-delivery.ts'
import { messageDetail } from './get-message.ts'
import { messagesPage } from './list-messages.ts'
import { pingEndpoint } from './ping-endpoint.ts'
import { removeEndpoint } from './remove-endpoint.ts'
import { replayDeliveries, type ReplayInput } from './replay-deliveries.ts'
import { setEndpointSecrets, type SecretsInput } from './set-endpoint-secrets.ts'
import { setEndpointState } from './set-endpoint-state.ts'
import { failingDays } from './settings.ts'
import { upsertEndpoint, type EndpointInput } from './upsert-endpoint.ts'

/**
 * The outbound machine bound to one owner: a domain reaches only its own endpoints and messages. The name is written
 * in the owner's code and never comes from input.
 */
export function webhooksFor(ownerDomain: string) {
  return {
    /** Outside transactions: the proof that an address may be called, for `upsertEndpoint`. */
    checkUrl: (ctx: Ctx, target: Parameters<typeof CheckedUrl.check>[1]) => CheckedUrl.check(ctx, target),
    upsertEndpoint: async (t: TxCtx, input: EndpointInput) => void (await upsertEndpoint(t, ownerDomain, input)),
    setEndpointState: (t: TxCtx, change: { ref: string; state: 'enabled' | 'paused' }) => setEndpointState(t, ownerDomain, change),
    setEndpointSecrets: (t: TxCtx, input: SecretsInput) => setEndpointSecrets(t, ownerDomain, input),
    removeEndpoint: (t: TxCtx, one: { ref: string }) => removeEndpoint(t, ownerDomain, one),
    enqueueDelivery: (t: TxCtx, delivery: Delivery) => enqueueDelivery(t, ownerDomain, delivery),
    enqueueDeliveries: (t: TxCtx, deliveries: readonly Delivery[]) => enqueueDeliveries(t, ownerDomain, deliveries),
    replay: (t: TxCtx, input: ReplayInput) => replayDeliveries(t, ownerDomain, input),
    /** Outside transactions. */
    pingEndpoint: (ctx: Ctx, one: { ref: string }) => pingEndpoint(ctx, ownerDomain, one),
    findEndpoint: async (ctx: Ctx, ref: string): Promise<Endpoint | undefined> => {
      const [row] = await pageEndpoints(ctx.db, { ownerDomain, ref, limit: 1 })
      return row === undefined ? undefined : endpointOf(row, await readSetting(ctx, failingDays))
    },
    /** Of one endpoint, newest first. */
    listMessages: (ctx: Ctx, input: z.input<typeof ListMessagesInput> & { endpointRef: string }) =>
      messagesPage(ctx, ownerDomain, parseInput(ListMessagesInput, input)),
    getMessage: (ctx: Ctx, id: string) => messageDetail(ctx, ownerDomain, id),
    explainDelivery: (ctx: Ctx, id: string) => explainMessage(ctx, ownerDomain, id),
  }
}

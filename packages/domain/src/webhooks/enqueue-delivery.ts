import { DeliveryInput, type EndpointMode } from '@mas/contracts/webhooks'
import { holdAhead, holdEndpoints, insertMessages, takenPlaces, type MessageInsert } from '@mas/db/webhooks'
import { enqueueMany, fail, newId, parseInput, type TxCtx } from '@mas/kernel'
import { deliverMessage } from './jobs.ts'

export interface Delivery {
  readonly endpointRef: string
  /** Messages of one key go out one after another, by sequence. */
  readonly orderKey: string
  readonly sequence: number
  readonly type: string
  /** Sent and signed byte for byte; less than 20 KiB. */
  readonly body: string | Uint8Array
  /** What it tells of: the id of an event, so that one can be followed to the other. */
  readonly cause?: string
  /** The mode the caller works in; an endpoint of the other one is unknown to it. */
  readonly mode?: EndpointMode
}
export interface Enqueued {
  readonly messageId: string
  /** The same message was there already. */
  readonly replayed: boolean
}

/** Part: a message goes out if, and only if, this transaction commits. */
export async function enqueueDelivery(t: TxCtx, ownerDomain: string, delivery: Delivery): Promise<Enqueued> {
  const [one] = await enqueueDeliveries(t, ownerDomain, [delivery])
  if (one === undefined) throw fail('request.internal')
  return one
}

/** Part: the same for many at once, as when one event goes to several endpoints. All or none. */
export async function enqueueDeliveries(t: TxCtx, ownerDomain: string, deliveries: readonly Delivery[]): Promise<Enqueued[]> {
  if (deliveries.length === 0) return []
  const at = t.clock.now()
  const wanted = await placed(t, ownerDomain, deliveries)
  const ahead = new Map((await holdAhead(t.tx, wanted)).map((one) => [keyOf(one), one.sequence]))
  const inserts = wanted.map((one) => ({ ...one, blocked: (ahead.get(keyOf(one)) ?? Infinity) < one.sequence }))
  const added = await insertMessages(t.tx, inserts, at)
  const answers = await answerAll(t, inserts, added)

  const free = new Map(inserts.filter(({ id, blocked }) => added.has(id) && !blocked).map((one) => [keyOf(one), one]))
  await enqueueMany(
    t,
    deliverMessage,
    [...free.values()].map(({ endpoint_id: endpointId, order_key: orderKey }) => ({ payload: { endpointId, orderKey } })),
  )
  return answers
}

async function placed(t: TxCtx, ownerDomain: string, deliveries: readonly Delivery[]): Promise<MessageInsert[]> {
  const endpoints = new Map(
    (await holdEndpoints(t.tx, ownerDomain, [...new Set(deliveries.map((one) => one.endpointRef))])).map((one) => [one.ref, one]),
  )
  const actingMode = t.actor.kind === 'vendor' ? t.actor.mode : undefined
  return deliveries.map(({ body, mode = actingMode, ...rest }) => {
    const { endpointRef, orderKey, sequence, type, cause } = parseInput(DeliveryInput, rest)
    const endpoint = endpoints.get(endpointRef)
    if (endpoint === undefined || (mode !== undefined && mode !== endpoint.mode))
      throw fail('webhooks.endpoint-unknown', { ref: endpointRef })
    const bytes = Buffer.from(body)
    if (bytes.byteLength < 1 || bytes.byteLength >= 20_480) throw fail('webhooks.body-too-large', { bytes: bytes.byteLength })
    const id = `msg_${newId(t.clock.now().getTime()).replaceAll('-', '')}`
    return {
      id,
      type,
      sequence,
      body: bytes.toString('base64'),
      cause: cause ?? null,
      blocked: false,
      endpoint_id: endpoint.id,
      order_key: orderKey,
      request_id: t.requestId,
    }
  })
}

/** A place that is taken by the same message is a repetition; by another one, a mistake of the caller. */
async function answerAll(t: TxCtx, inserts: readonly MessageInsert[], added: ReadonlySet<string>): Promise<Enqueued[]> {
  const others = inserts.filter(({ id }) => !added.has(id))
  const taken = new Map((others.length === 0 ? [] : await takenPlaces(t.tx, others)).map((one) => [one.wanted_id, one]))
  return inserts.map(({ id, order_key: orderKey, sequence }) => {
    if (added.has(id)) return { messageId: id, replayed: false }
    const there = taken.get(id)
    if (there?.same !== true) throw fail('webhooks.sequence-reused', { orderKey, sequence })
    return { messageId: there.id, replayed: true }
  })
}

function keyOf(place: { endpoint_id: string; order_key: string }): string {
  return `${place.endpoint_id} ${place.order_key}`
}

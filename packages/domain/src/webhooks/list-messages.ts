import { ListMessagesInput, ListMessagesOutput, MessageId } from '@mas/contracts/webhooks'
import { findEndpoint, pageMessages } from '@mas/db/webhooks'
import { cutPage, decodeCursor, fail, query, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { messageOf } from './delivery-views.ts'
import { idRange } from './inbox-rules.ts'

const list = 'webhooks.list-messages'

export const listMessages = query({
  verb: 'webhooks.list-messages',
  summary:
    'Lists outbound messages, newest first, by endpoint, state, type, order key, cause and time. Type and order key need an endpoint.',
  permission: 'webhooks.list-messages',
  refuses: ['webhooks.endpoint-unknown'],
  input: ListMessagesInput,
  output: ListMessagesOutput,
  run: (ctx, input) => messagesPage(ctx, undefined, input),
})

/** The same page for one owner's messages. */
export async function messagesPage(ctx: Ctx, ownerDomain: string | undefined, input: z.output<typeof ListMessagesInput>) {
  const { cursor, limit, endpointRef, state, type, orderKey, cause, from, until } = input
  // Within one endpoint these are found by its index; over all of them a search would read everything.
  if (endpointRef === undefined && (type !== undefined || orderKey !== undefined || ownerDomain !== undefined))
    throw fail('request.invalid', { issues: [{ path: ['endpointRef'], message: 'needed with type and orderKey' }] })
  const endpoint = endpointRef === undefined ? undefined : await findEndpoint(ctx.db, endpointRef, ownerDomain)
  if (endpointRef !== undefined && endpoint === undefined) throw fail('webhooks.endpoint-unknown', { ref: endpointRef })
  const range = idRange(from, until)
  const found = await pageMessages(ctx.db, {
    endpointId: endpoint?.id,
    ownerDomain,
    state,
    type,
    orderKey,
    cause,
    limit: limit + 1,
    fromId: messageIdOf(range.fromId),
    beforeId: cursor === undefined ? messageIdOf(range.beforeId) : decodeCursor(list, cursor, z.tuple([MessageId]))[0],
  })
  const page = cutPage(list, found, limit, (row) => [row.id])
  return { ...page, items: page.items.map(messageOf) }
}

function messageIdOf(id: string | undefined): string | undefined {
  return id === undefined ? undefined : `msg_${id.replaceAll('-', '')}`
}

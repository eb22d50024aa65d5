import { GetMessageInput, MessageDetail } from '@mas/contracts/webhooks'
import { attemptsOfMessage, findBody, findMessage } from '@mas/db/webhooks'
import { fail, query, type Ctx } from '@mas/kernel'
import { attemptOf, messageOf } from './delivery-views.ts'

export const getMessage = query({
  verb: 'webhooks.get-message',
  summary: 'Shows one outbound message: the exact body that is signed, and what came of each send.',
  permission: 'webhooks.get-message',
  refuses: ['webhooks.message-not-found'],
  input: GetMessageInput,
  output: MessageDetail,
  run: (ctx, { id }) => messageDetail(ctx, undefined, id),
})

/** The same for one owner's message. */
export async function messageDetail(ctx: Ctx, ownerDomain: string | undefined, id: string): Promise<MessageDetail> {
  const row = await findMessage(ctx.db, id, ownerDomain)
  if (row === undefined) throw fail('webhooks.message-not-found')
  const [body, attempts] = await Promise.all([findBody(ctx.db, id), attemptsOfMessage(ctx.db, id, 100)])
  return { ...messageOf(row), body: Buffer.from(body, 'base64').toString(), attempts: attempts.toReversed().map(attemptOf) }
}

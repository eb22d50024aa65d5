import { inTx, isRetryable, toAppError, type Ctx } from '@mas/kernel'
import { claimDelivery, type Claimed, type Place } from './claim-delivery.ts'
import { pause } from './pause.ts'
import { recordDelivery } from './record-delivery.ts'
import { sendMessage, type SendOutcome } from './send-message.ts'
import { sendsOf } from './sends.ts'

/**
 * Sends the first message of a key: claim with a lease and the attempt's row (committed), the wire, then the outcome.
 * The job ends with the claim and the send goes on beside it, so that no receiver holds up the batch of jobs its own
 * happens to be in; if the process dies meanwhile, the lease runs out and the message goes again under the same id.
 */
export async function deliver(ctx: Ctx, place: Place): Promise<void> {
  const sends = sendsOf(ctx)
  await sends.room()
  const claimed = await inTx(ctx, (t) => claimDelivery(t, place, sends.shareOf))
  if (claimed !== undefined) sends.add(claimed.endpoint, sendAndRecord(ctx, claimed))
}

/** Never throws: what could not be recorded is sent again when its lease is over. */
async function sendAndRecord(ctx: Ctx, claimed: Claimed): Promise<void> {
  const { message, endpoint } = claimed
  try {
    const outcome = await sendMessage(ctx, endpoint, { id: message.id, n: message.sends, body: Buffer.from(message.body, 'base64') })
    await recordPatiently(ctx, claimed, outcome)
  } catch (thrown) {
    ctx.log.error('the outcome of a delivery was not recorded', { messageId: message.id, code: toAppError(thrown).code })
  }
}

/** The message is out, so what came of it is worth waiting for a database that restarts: 15 s at most, well within the lease. */
async function recordPatiently(ctx: Ctx, claimed: Claimed, outcome: SendOutcome): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      return await recordDelivery(ctx, claimed, outcome)
    } catch (thrown) {
      if (!isRetryable(thrown) || tries > 5) throw thrown
      await pause(tries * 1_000)
    }
}

/** Part for a process that is about to stop: waits for the sends that outlived their jobs, which takes 15 s at most. */
export async function settleDeliveries(ctx: Ctx): Promise<void> {
  await sendsOf(ctx).settled()
}

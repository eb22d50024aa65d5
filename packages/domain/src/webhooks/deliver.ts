import { inTx, isRetryable, toAppError, type Ctx } from '@mas/kernel'
import { claimDelivery, type Claimed, type Place } from './claim-delivery.ts'
import { recordDelivery } from './record-delivery.ts'
import { sendMessage, type SendOutcome } from './send-message.ts'

/** How long a job waits for its receiver before it lets the worker go on with others. */
const patienceMs = 100
/** Sends that go on after their job ended, in one process. */
const mostBeside = 200

/**
 * Sends the first message of a key: claim with a lease and the attempt's row (committed), the wire, then the outcome.
 * A slow receiver must not hold up the batch of jobs that its own happens to be in, so its send goes on beside it; if
 * the process dies meanwhile, the lease runs out and the message goes again under the same id.
 */
export async function deliver(ctx: Ctx, place: Place): Promise<void> {
  const beside = sendsBeside(ctx)
  if (beside.size >= mostBeside) await Promise.race(beside)
  const claimed = await inTx(ctx, (t) => claimDelivery(t, place))
  if (claimed === undefined) return
  const work = sendAndRecord(ctx, claimed).finally(() => beside.delete(work))
  beside.add(work)
  await Promise.race([work, pause(patienceMs)])
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
  await Promise.all(sendsBeside(ctx))
}

/** Per process, found through what all contexts of one process share. */
const besideOf = new WeakMap<object, Set<Promise<void>>>()
function sendsBeside(ctx: Ctx): Set<Promise<void>> {
  const known = besideOf.get(ctx.infra) ?? new Set()
  besideOf.set(ctx.infra, known)
  return known
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

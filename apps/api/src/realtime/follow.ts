import { fail, type Actor, type Watch } from '@mas/kernel'
import type { Caller } from '../http/caller.ts'
import type { LiveHub } from './live-hub.ts'
import { pacer } from './pacer.ts'

/** Answers at most this often to one watcher; the last answer is always the truth. */
const leastGapMs = 200
const longestTrustMs = 3_600_000

interface Followed {
  readonly live: LiveHub
  readonly verb: Watch
  readonly caller: Caller
  readonly input: never
  readonly signal: AbortSignal | undefined
  /** Makes what the stream's reader is told of an error. */
  readonly onError: (thrown: unknown) => Error
}

/**
 * Reads at once and after every change, until the reader leaves, the session ends or the process drains. Listening
 * starts before the first read, so a change in between is not missed.
 */
export async function* follow({ live, verb, caller, input, signal, onError }: Followed): AsyncGenerator<unknown, void> {
  const pace = pacer(leastGapMs, signal)
  const leave: (() => void)[] = []
  let lapse: ReturnType<typeof setTimeout> | undefined
  leave.push(() => clearTimeout(lapse))
  try {
    const ctx = await caller.ctxFor(verb)
    const { topic, read } = await verb.open(ctx, input)
    const onClose = () => pace.end('drained')
    // Between finding out who it is and listening for their end, it may have come.
    let inDoubt = true
    const onGap = () => {
      inDoubt = true
      pace.wake()
    }
    leave.push(live.listen(topic, { onChange: pace.wake, onGap, onClose }))
    const ended = endedTopic(ctx.actor)
    if (ended !== undefined) leave.push(live.listen(ended, { onChange: () => pace.end('ended'), onGap, onClose }))
    const changed = changedTopic(ctx.actor)
    if (changed !== undefined) leave.push(live.listen(changed, { onChange: onGap, onGap, onClose }))

    pace.wake()
    while (await pace.turn()) {
      if (inDoubt) {
        inDoubt = false
        // The end of the session, or of a right, may be among what was missed.
        const { actor, clock } = await caller.again()
        if (!isSame(actor, ctx.actor)) throw fail('request.unauthenticated')
        clearTimeout(lapse)
        lapse = setTimeout(onGap, untilAskedAgainMs(actor, clock.now()))
      }
      yield await read()
    }
    if (pace.reason() === 'ended') throw fail('request.unauthenticated')
  } catch (thrown) {
    throw onError(thrown)
  } finally {
    for (const one of leave) one()
    pace.end('left')
  }
  // Closing without a last word makes EventSource connect again, to a process that stays.
  if (pace.reason() === 'drained') throw new DOMException('the process drains', 'AbortError')
}

/** Nobody announces that a session lapses; refreshing it moves the end out. An hour at most, whatever was announced and missed. */
function untilAskedAgainMs(actor: Actor, now: Date): number {
  const endsAtMs = actor.kind === 'user' ? actor.endsAtMs : undefined
  return Math.min(longestTrustMs, Math.max(leastGapMs, (endsAtMs ?? Infinity) - now.getTime()))
}

/** Announced by whoever ends a session. */
export function endedTopic(actor: Actor): string | undefined {
  return actor.kind === 'user' ? `identity.ended:${actor.sessionId}` : undefined
}

/** Announced when somebody's rights change while they are signed in. */
function changedTopic(actor: Actor): string | undefined {
  return actor.kind === 'user' ? `identity.changed:${actor.sessionId}` : undefined
}

function isSame(now: Actor, then: Actor): boolean {
  if (now.kind === 'user' && then.kind === 'user')
    return now.sessionId === then.sessionId && now.role === then.role && now.restricted === then.restricted
  return now.kind === then.kind
}

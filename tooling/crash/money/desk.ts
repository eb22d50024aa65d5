import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { Random } from '../random.ts'
import type { Session } from '../session.ts'
import type { Doors } from './doors.ts'

/** What came of a call: what was told, or the code of a refusal that the ledger or the edge stands by. */
export type Answer = { readonly told: unknown } | { readonly refused: string }
interface Asked {
  readonly requestKey: string
  /** The caller hangs up after so many milliseconds, once. */
  readonly hangUpAfterMs?: number | undefined
}
/** A caller that asks through whichever door is open, again and again until there is an answer. */
export interface Desk {
  now(): Date
  jump(ms: number): void
  /** One try. Undefined where no answer came: what was asked for may have happened or not. */
  askOnce(path: string, input: unknown, asked: Asked): Promise<Answer | undefined>
  /** Until an answer comes; tells whether a try before it went without one. */
  ask(path: string, input: unknown, asked: Asked): Promise<{ readonly answer: Answer; readonly inDoubt: boolean }>
}

const Envelope = z.union([
  z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) }),
  z.object({ error: z.object({ json: z.object({ message: z.string(), data: z.object({ code: z.string(), kind: z.string() }) }) }) }),
])
const patienceMs = 300_000
const answerWithinMs = 25_000
/** Says that the same call is at work already. */
const busy = 'request.key-in-use'

export function openDesk(doors: Doors, session: Session, findings: Findings, random: Random): Desk {
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  const askOnce: Desk['askOnce'] = async (path, input, { requestKey, hangUpAfterMs }) => {
    const began = performance.now()
    try {
      const answer = await fetch(`${doors.url(random)}/trpc/money.${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await session.caller.token?.()}`,
          'idempotency-key': requestKey,
          'x-forwarded-for': session.caller.from,
          'x-play-time': now().toISOString(),
        },
        body: JSON.stringify({ json: input }),
        signal: AbortSignal.timeout(hangUpAfterMs ?? answerWithinMs),
      })
      const text = await answer.text()
      const envelope = Envelope.safeParse(parsed(text))
      if (!envelope.success) {
        findings.violated('every answer is worded', `${path}: ${answer.status} ${text.slice(0, 200)}`)
        return undefined
      }
      if ('result' in envelope.data) return { told: envelope.data.result.data.json }
      const { code, kind } = envelope.data.error.json.data
      if (kind === 'internal') findings.violated('no call answers `internal`', `${path}: ${JSON.stringify(input)} ${text.slice(0, 300)}`)
      return kind === 'internal' || (kind === 'unavailable' && code !== busy) ? undefined : { refused: code }
    } catch (thrown) {
      if (hangUpAfterMs === undefined && performance.now() - began > answerWithinMs - 500)
        findings.violated('every call is answered in time', `${path}: ${String(thrown)}`)
      return undefined
    }
  }
  return {
    now,
    jump: (ms) => void (ahead += ms),
    askOnce,
    ask: async (path, input, asked) => {
      let inDoubt = false
      for (const began = performance.now(); ;) {
        const answer = await askOnce(path, input, inDoubt ? { requestKey: asked.requestKey } : asked)
        if (answer !== undefined && !('refused' in answer && answer.refused === busy)) {
          if (inDoubt) findings.count('operations answered after being repeated')
          return { answer, inDoubt }
        }
        inDoubt ||= answer === undefined
        if (performance.now() - began > patienceMs) throw new Error(`${path}: no answer within five minutes`)
        await Bun.sleep(random.between(20, 200))
      }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON: told as unworded
  }
}

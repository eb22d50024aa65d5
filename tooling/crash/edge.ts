import { createClient, errorOf, type ClientOptions, type MasClient } from '@mas/contracts/client'
import type { Findings } from './findings.ts'

const patienceMs = 180_000
const answerWithinMs = 25_000

/** Whoever calls: from an address of their own, with a token, with an idempotency key. */
export interface Caller {
  readonly from: string
  readonly token?: () => Promise<string>
  readonly key?: string
}
export interface Edge {
  readonly apiUrl: string
  /** Calls until an answer comes, as a careful client does: what is acknowledged counts, what is not is asked again. */
  call<T>(caller: Caller, what: string, work: (mas: MasClient) => Promise<T>): Promise<T>
  /** The same for a request outside tRPC. */
  send(what: string, request: () => Promise<Response>): Promise<Response>
}

export function openEdge(apiUrl: string, findings: Findings): Edge {
  const persist = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const deadline = performance.now() + patienceMs
    for (let tries = 1; ; tries++) {
      const began = performance.now()
      try {
        const answer = await work()
        if (tries > 1) findings.count('calls that were answered after being repeated')
        findings.count('calls answered')
        return answer
      } catch (thrown) {
        const waitMs = pauseAfter(thrown, tries)
        if (errorOf(thrown)?.kind === 'internal') findings.violated('no call answers `internal`', `${what}: ${String(thrown)}`)
        if (performance.now() - began > answerWithinMs - 500)
          findings.violated('every call is answered in time', `${what}: ${String(thrown)}`)
        if (waitMs === undefined) throw thrown
        // Told to come back later than anybody waits here: asleep until then, a run would look as if it hung.
        if (performance.now() + waitMs > deadline) throw new Error(`${what}: no answer within three minutes`, { cause: thrown })
        await Bun.sleep(waitMs)
      }
    }
  }
  return {
    apiUrl,
    call: (caller, what, work) => persist(what, () => work(clientOf(apiUrl, caller))),
    send: (what, request) =>
      persist(what, async () => {
        const answer = await request()
        if (answer.status === 500) findings.violated('no call answers `internal`', `${what}: ${await answer.text()}`)
        if (answer.status >= 500) throw new TypeError(`${what} answered ${answer.status}`)
        return answer
      }),
  }
}

function clientOf(url: string, { from, token, key }: Caller): MasClient {
  return createClient({
    url,
    ...(token && { accessToken: token }),
    headers: () => ({ 'x-forwarded-for': from, ...(key !== undefined && { 'idempotency-key': key }) }),
    fetch: async (input, init) => answerOf(await fetch(String(input), { ...Object(init), signal: AbortSignal.timeout(answerWithinMs) })),
  })
}

type ClientFetch = NonNullable<ClientOptions['fetch']>
/** tRPC describes the platform's answer with a type of its own. */
function answerOf(answer: Response): Awaited<ReturnType<ClientFetch>> {
  return answer as Awaited<ReturnType<ClientFetch>>
}

/** How long to wait before the same call is worth another try; undefined where repeating cannot help. */
function pauseAfter(thrown: unknown, tries: number): number | undefined {
  const error = errorOf(thrown)
  const pauseMs = Math.min(2_000, 100 * 2 ** tries)
  if (error === undefined) return thrown instanceof Error ? pauseMs : undefined
  const told = error.details['retryAfterSeconds']
  if (error.code === 'request.too-many' || error.code === 'identity.too-many-attempts')
    return typeof told === 'number' ? told * 1_000 + 50 : pauseMs
  return error.kind === 'unavailable' || error.kind === 'internal' || error.code === 'request.key-in-use' ? pauseMs : undefined
}

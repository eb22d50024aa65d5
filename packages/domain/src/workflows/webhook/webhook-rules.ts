import type { NodeDataOf } from '@mas/contracts/workflows'
import type { EgressAnswer } from '@mas/kernel/ports/egress'
import { retryAfterMs } from '../../webhooks/index.ts'

const ladderSeconds = [5, 30, 120, 600, 3_600] as const
const longestRetrySeconds = 6 * 3_600

/** What an answer means for the step. `again`: the same call once more, later. */
export type Verdict =
  | { readonly kind: 'ok'; readonly status: number; readonly body: unknown; readonly vars: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused' | 'failed' | 'unknown'; readonly reason: string; readonly status?: number }
  | { readonly kind: 'again'; readonly reason: string; readonly afterSeconds: number; readonly doubt: boolean }

export function judge(
  answer: EgressAnswer,
  data: Pick<NodeDataOf<'call-webhook'>, 'pointers' | 'repeatable'>,
  attempt: number,
  now: Date,
): Verdict {
  if (answer.outcome === 'in_doubt')
    return data.repeatable ? later(answer.reason, attempt, true) : { kind: 'unknown', reason: answer.reason }
  if (answer.outcome === 'refused')
    return answer.reason === 'unreachable' || answer.reason === 'unresolvable'
      ? later(answer.reason, attempt, false)
      : { kind: 'refused', reason: answer.reason }
  const { status, headers } = answer
  if (status >= 200 && status < 300) return read(status, answer.truncated ? undefined : answer.body, data.pointers)
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return later(`http-${status}`, attempt, false, retryAfterMs(headers.get('retry-after'), now) / 1_000)
  return { kind: 'refused', reason: `http-${status}`, status }
}

function later(reason: string, attempt: number, doubt: boolean, retryAfter = 0): Verdict {
  const pause = ladderSeconds[attempt - 1]
  if (pause === undefined) return { kind: doubt ? 'unknown' : 'failed', reason }
  return { kind: 'again', reason, doubt, afterSeconds: Math.min(Math.max(pause, retryAfter), longestRetrySeconds) }
}

function read(status: number, bytes: Uint8Array | undefined, pointers: Readonly<Record<string, string>>): Verdict {
  const asked = Object.entries(pointers)
  const body = bytes === undefined ? undefined : jsonOf(bytes)
  if (asked.length > 0 && body === undefined) return { kind: 'refused', reason: 'bad-response', status }
  const found = asked.map(([name, pointer]) => [name, pointed(body, pointer)] as const).filter(([, value]) => value !== undefined)
  return { kind: 'ok', status, body: body ?? null, vars: Object.fromEntries(found) }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined // not JSON: whether that matters is the caller's question
  }
}

/** RFC 6901. */
function pointed(body: unknown, pointer: string): unknown {
  if (pointer === '') return body
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
      body,
    )
}

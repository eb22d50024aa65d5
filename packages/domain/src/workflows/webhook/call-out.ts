import { effectRank, type EffectState } from '@mas/contracts/workflows'
import {
  addVars,
  deferEffect,
  findEffect,
  findRunPlace,
  lockCursors,
  notifyLoops,
  settleEffect,
  wakeCursors,
  type EffectRow,
} from '@mas/db/workflows'
import { enqueue, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import type { EgressAnswer } from '@mas/kernel/ports/egress'
import { z } from 'zod'
import { guardedRequest, signatureHeaders } from '../../webhooks/index.ts'
import { nodeAt } from '../engine/load-program.ts'
import { workflowsJobs } from '../jobs.ts'
import { programOf } from '../runtime/programs.ts'
import { withSecrets } from '../secrets/put-in.ts'
import { liveSigners } from '../secrets/signers.ts'
import { judge, type Verdict } from './webhook-rules.ts'

interface Place {
  readonly runId: string
  readonly nodeId: string
  readonly epoch: number
}
const Kept = z.object({
  request: z.object({ method: z.enum(['POST', 'PUT']), url: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
  // Of steps before secrets were stored there is none, and nothing to put in.
  mark: z.string().default('none'),
})
const timeoutMs = 10_000
const maxBytes = 64 * 1024

/** One call, outside every transaction; what came of it is recorded in one. Repetitions carry the same key. */
export async function callOut(ctx: Ctx, { attempt, ...place }: Place & { attempt: number }): Promise<void> {
  const effect = await findEffect(ctx.db, place.runId, place.nodeId, place.epoch)
  const asked = Kept.safeParse(effect?.response)
  const node = await nodeOf(ctx, place)
  if (effect === undefined || !isOpen(effect) || node === undefined) return
  if (!asked.success) {
    // Erased meanwhile, or edited by hand: nobody will ever know what was to be sent, and the sweep must not ask for ever.
    await inTx(ctx, (t) => record(t, place, attempt, { kind: 'failed', reason: 'request-gone' }))
    return
  }
  const { request, mark } = asked.data
  const ready = await withSecrets(ctx, request, mark)
  if ('unknown' in ready) {
    await inTx(ctx, (t) => record(t, place, attempt, { kind: 'refused', reason: `secret-unknown: ${ready.unknown}` }))
    return
  }
  const { url, headers, body } = ready.request
  const signed = {
    id: effect.key.replaceAll(':', '_'),
    timestamp: Math.floor(ctx.clock.now().getTime() / 1_000),
    body: new TextEncoder().encode(body),
  }
  const answer = await guardedRequest(ctx, {
    method: request.method,
    url,
    body,
    headers: { ...headers, 'content-type': 'application/json', ...signatureHeaders(await liveSigners(ctx, node.workflowId), signed) },
    idempotencyKey: effect.key,
    timeoutMs,
    maxBytes,
  })
  const judged = judge(veiled(answer, ready.veil), node.data, attempt, ctx.clock.now())
  // Disguised in a way that nobody thought of, a secret would still be read: the rest of such an answer is not kept.
  const verdict = judged.kind === 'ok' && ready.carries ? { ...judged, body: null } : judged
  await inTx(ctx, (t) => record(t, place, attempt, verdict))
}

/** A receiver may send back what it was sent; what is kept, shown and made variables of holds no secret. */
function veiled(answer: EgressAnswer, veil: (text: string) => string): EgressAnswer {
  if (answer.outcome !== 'ok') return answer
  const text = new TextDecoder().decode(answer.body)
  const shown = veil(text)
  return shown === text ? answer : { ...answer, body: new TextEncoder().encode(shown) }
}

const isOpen = ({ state }: EffectRow) => state === 'handed' || state === 'in_doubt'

async function nodeOf(ctx: Ctx, { runId, nodeId }: Place) {
  const run = await findRunPlace(ctx.db, runId)
  if (run === undefined) return undefined
  const node = nodeAt((await programOf(ctx, run.workflow_id, run.version_n)).program, nodeId)
  return node?.type === 'call-webhook' ? { workflowId: run.workflow_id, data: node.data } : undefined
}

async function record(t: TxCtx, place: Place, attempt: number, verdict: Verdict): Promise<void> {
  const now = t.clock.now()
  await lockCursors(t.tx, [place.runId])
  if (verdict.kind === 'again') {
    // Woken, so that the patience for an unknown outcome begins to count.
    if (verdict.doubt && (await put(t, place, 'in_doubt', { reason: verdict.reason }))) await wakeCursors(t.tx, [place.runId], now)
    const startAfter = new Date(now.getTime() + verdict.afterSeconds * 1_000)
    await deferEffect(t.tx, place, startAfter, verdict.reason, now)
    await enqueue(t, workflowsJobs.callWebhook, { ...place, attempt: attempt + 1 }, { startAfter })
    return
  }
  if (verdict.kind === 'ok') {
    const fits = Object.keys(verdict.vars).length === 0 || (await addVars(t.tx, place, verdict.vars))
    await (fits
      ? put(t, place, 'accepted', { result: 'ok', response: { status: verdict.status, body: kept(verdict.body) } })
      : put(t, place, 'refused', { reason: 'vars-too-large' }))
  } else {
    const state = verdict.kind === 'unknown' ? 'in_doubt' : verdict.kind
    await put(t, place, state, { reason: verdict.reason, ...(state !== 'in_doubt' && { response: { status: verdict.status ?? null } }) })
  }
  await wakeCursors(t.tx, [place.runId], now)
  await notifyLoops(t.tx)
}

/** Answers are kept for people to read, as far as the row has room. */
function kept(body: unknown): unknown {
  return JSON.stringify(body).length <= 32_000 ? body : null
}

function put(t: TxCtx, place: Place, state: EffectState, more: { result?: string; reason?: string; response?: unknown }): Promise<boolean> {
  return settleEffect(t.tx, { ...place, state, rank: effectRank[state], ...more }, t.clock.now())
}

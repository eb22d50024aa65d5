import { claimOne, takeSlot, type ClaimedRow } from '@mas/db/workflows'
import type { ProgramNode } from '@mas/contracts/workflows'
import { inTx, toAppError, type Ctx, type TxCtx } from '@mas/kernel'
import { carryOut, isAct } from '../acts/carry-out.ts'
import { advance } from '../engine/advance.ts'
import { nodeAt } from '../engine/load-program.ts'
import type { Settlement } from '../engine/settlement.ts'
import type { AdvanceInput } from '../engine/state.ts'
import { actInTurn, placeOf, slotVar, type Act } from './act-in-turn.ts'
import { readBatch } from './read-batch.ts'
import { leaveAside } from './step-control.ts'
import { storeBatch } from './store-batch.ts'

export type ActReport = 'gone' | 'moved' | 'failed'

/** How many steps of a run that take no locks one transaction carries out: enough for any sane row of them, and done in milliseconds. */
const actsAtOnce = 8

/** One transaction: steps are carried out in the very transaction that moves the run on, so they happen once or not at all. */
export async function stepAct(ctx: Ctx, runId: string, seq: number, most = actsAtOnce): Promise<ActReport> {
  let acts = 0
  try {
    return await inTx(ctx, (t) => {
      acts = 0
      return actOnce(t, runId, seq, most, (input, row) => {
        acts += 1
        return carryOutPaced(t, input, row)
      })
    })
  } catch (thrown) {
    const { code, kind, message } = toAppError(thrown)
    // The database itself went away: nothing is known, nothing is counted, the run is due as before.
    if (code === 'request.unavailable') throw thrown
    // One of several steps threw, and nothing of any is saved: alone, each answers for itself.
    if (acts > 1) return stepAct(ctx, runId, seq, 1)
    ctx.log.info('workflow step failed', { runId, seq, code, error: thrown instanceof Error ? thrown.message : 'unknown' })
    const failure: Settlement = { kind: 'error', code, errorKind: kind, reason: message }
    await inTx(ctx, (t) => actOnce(t, runId, seq, 1, () => Promise.resolve(failure)))
    return 'failed'
  }
}

/** Goals and exits are looked at first: nothing is carried out for a run that has reached its goal. */
async function actOnce(t: TxCtx, runId: string, seq: number, most: number, act: Act): Promise<ActReport> {
  const [row] = await leaveAside(t, await claimOne(t.tx, runId, seq, t.clock.now()))
  const [input] = row === undefined ? [] : await readBatch(t, [row])
  if (row === undefined || input === undefined) return 'gone'
  const advanced = advance(input)
  const ready = advanced.move.kind === 'act' && advanced.steps.length === 0
  await storeBatch(t, [ready ? await actInTurn(t, row, input, most, act) : { row, advanced }])
  return 'moved'
}

const paced = new Set<ProgramNode['type']>(['send-email', 'send-whatsapp', 'send-sms', 'ai-call'])

/** A message waits for the slot that the pace of its workflow gives it. */
async function carryOutPaced(t: TxCtx, input: AdvanceInput, row: ClaimedRow): Promise<Settlement> {
  const node = nodeAt(input.program.program, input.cursor.nodeId)
  if (node === undefined || !isAct(node)) return { kind: 'error', code: 'node-unavailable', errorKind: 'precondition' }
  if (row.sending_cap_per_minute !== null && paced.has(node.type) && input.cursor.vars[slotVar] !== placeOf(input)) {
    const at = await takeSlot(t.tx, row.workflow_id, input.cursor.nodeId, row.sending_cap_per_minute, input.now)
    if (at > input.now) return { kind: 'later', at }
  }
  return carryOut(t, input, node)
}

import { claimOne, takeSlot, type ClaimedRow } from '@mas/db/workflows'
import type { ProgramNode } from '@mas/contracts/workflows'
import { inTx, toAppError, type Ctx, type TxCtx } from '@mas/kernel'
import { carryOut, isAct } from '../acts/carry-out.ts'
import { advance } from '../engine/advance.ts'
import { carryOn } from '../engine/carry-on.ts'
import { nodeAt } from '../engine/load-program.ts'
import { settle } from '../engine/settle.ts'
import type { Settlement } from '../engine/settlement.ts'
import type { Advanced, AdvanceInput } from '../engine/state.ts'
import { readBatch } from './read-batch.ts'
import { leaveAside } from './step-control.ts'
import { storeBatch } from './store-batch.ts'
import { factsOf } from './subjects.ts'

export type ActReport = 'gone' | 'moved' | 'failed'

/** One transaction: the step is carried out in the very transaction that moves the run on, so it happens once or not at all. */
export async function stepAct(ctx: Ctx, runId: string, seq: number): Promise<ActReport> {
  try {
    return await inTx(ctx, (t) => actOnce(t, runId, seq, (input, row) => carryOutPaced(t, input, row)))
  } catch (thrown) {
    const { code, kind, message } = toAppError(thrown)
    // The database itself went away: nothing is known, nothing is counted, the run is due as before.
    if (code === 'request.unavailable') throw thrown
    ctx.log.info('workflow step failed', { runId, seq, code, error: thrown instanceof Error ? thrown.message : 'unknown' })
    const failure: Settlement = { kind: 'error', code, errorKind: kind, reason: message }
    await inTx(ctx, (t) => actOnce(t, runId, seq, () => Promise.resolve(failure)))
    return 'failed'
  }
}

/** Goals and exits are looked at first: nothing is carried out for a run that has reached its goal. */
async function actOnce(
  t: TxCtx,
  runId: string,
  seq: number,
  act: (input: AdvanceInput, row: ClaimedRow) => Promise<Settlement>,
): Promise<ActReport> {
  const [row] = await leaveAside(t, await claimOne(t.tx, runId, seq, t.clock.now()))
  const [input] = row === undefined ? [] : await readBatch(t, [row])
  if (row === undefined || input === undefined) return 'gone'
  const advanced = advance(input)
  if (advanced.move.kind !== 'act' || advanced.steps.length > 0) {
    await storeBatch(t, [{ row, advanced }])
    return 'moved'
  }
  const settlement = await act(input, row)
  await storeBatch(t, [{ row, advanced: await behindStep(t, input, settlement), effect: handedOver(settlement) }])
  return 'moved'
}

const handedOver = (settlement: Settlement) => (settlement.kind === 'leave' || settlement.kind === 'await' ? settlement.effect : undefined)

/** What is decided behind the step is decided here, which spares the run a claim; what the step wrote about the person is read for it. */
async function behindStep(t: TxCtx, input: AdvanceInput, settlement: Settlement): Promise<Advanced> {
  const left = settle(input, settlement)
  const { cursor } = left
  if (settlement.kind === 'later') return { ...left, cursor: { ...cursor, vars: { ...cursor.vars, [slotVar]: placeOf(input) } } }
  if (left.move.kind !== 'more') return left
  const { subjectType, subjectId } = input.run
  const wrote = settlement.kind === 'leave' && settlement.wroteFacts === true && input.program.fields.length > 0
  return carryOn(input, left, wrote ? (await factsOf(t, subjectType, [subjectId])).get(subjectId) : undefined)
}

/** Which step has its slot already; a name with `$`, so no author can write it. */
const slotVar = '$slot'
const placeOf = ({ cursor }: AdvanceInput) => `${cursor.nodeId}:${cursor.epoch}`
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

import { createHash } from 'node:crypto'
import { SubjectType, type Program, type SimulateInput } from '@mas/contracts/workflows'
import { insertRehearsal, type WorkflowRow } from '@mas/db/workflows'
import { businessZone, fail, newId, type TxCtx } from '@mas/kernel'
import { valuesOf } from '../acts/values.ts'
import { loadProgram, nodeAt } from '../engine/load-program.ts'
import { newRunCursor } from '../engine/new-run.ts'
import { engineVars, type AdvanceInput, type SubjectFacts } from '../engine/state.ts'
import { stepRules } from '../runtime/step-rules.ts'
import { factsOf } from '../runtime/subjects.ts'
import { actForReal, supposeDone } from './act-for-real.ts'
import { rehearse, type Rehearsed } from './rehearse.ts'
import type { AskedMail } from './render-all.ts'

/** One run from start to end inside a transaction that the caller rolls back. */
export async function tryOut(
  t: TxCtx,
  row: WorkflowRow,
  program: Program,
  order: SimulateInput,
): Promise<{ rehearsed: Rehearsed; asked: AskedMail[] }> {
  const start = order.startAt === undefined ? t.clock.now() : new Date(order.startAt)
  const type = SubjectType.parse(row.subject_type)
  const { subjectId } = order
  if (subjectId !== undefined && !(await factsOf(t, type, [subjectId])).has(subjectId)) throw fail('workflows.subject-unknown')
  const input = await firstInput(t, row, program, order, start)
  if (subjectId !== undefined) {
    const hash = createHash('sha256').update(input.run.runId).digest('hex')
    const { runId } = input.run
    const { triggerId } = input.program
    await insertRehearsal(t.tx, { workflowId: row.id, runId, subjectType: type, subjectId, program, hash, triggerId, at: start })
  }
  const asked: AskedMail[] = []
  const rehearsed = await rehearse(
    input,
    order,
    () => factsNow(t, type, order),
    async (acting) => {
      const settlement = subjectId === undefined ? supposeDone(acting) : await actForReal(t, acting)
      if (settlement.kind === 'await' || (settlement.kind === 'leave' && settlement.handedOver === true)) asked.push(...mailOf(acting))
      return settlement
    },
  )
  return { rehearsed, asked }
}

async function firstInput(t: TxCtx, row: WorkflowRow, program: Program, order: SimulateInput, now: Date): Promise<AdvanceInput> {
  const loaded = loadProgram(program)
  const runId = newId(now.getTime())
  const subjectId = order.subjectId ?? runId
  const { trigger } = order
  const vars =
    trigger === undefined ? {} : { [engineVars.trigger]: { name: trigger.name, data: trigger.data, eventId: 'scripted-trigger' } }
  const subjectType = SubjectType.parse(row.subject_type)
  return {
    run: {
      runId,
      workflowId: row.id,
      subjectType,
      subjectId,
      entryKey: subjectId,
      source: 'demand',
      startedAt: now,
      holdout: false,
      arms: {},
    },
    cursor: newRunCursor(loaded.triggerId, now, vars),
    program: loaded,
    facts: { values: {}, zone: businessZone },
    mailbox: [],
    now,
    ...(await stepRules(t)),
  }
}

/** The person as the steps so far have left them, with what was made up on top. */
async function factsNow(t: TxCtx, type: SubjectType, { subjectId, facts, zone }: SimulateInput): Promise<SubjectFacts> {
  const real = subjectId === undefined ? undefined : (await factsOf(t, type, [subjectId])).get(subjectId)
  return { values: { ...real?.values, ...facts }, zone: zone ?? real?.zone ?? businessZone }
}

function mailOf(input: AdvanceInput): AskedMail[] {
  const { nodeId } = input.cursor
  const node = nodeAt(input.program.program, nodeId)
  if (node?.type !== 'send-email') return []
  return [{ nodeId, at: input.now, template: node.data.template, data: valuesOf(input, node.data.variables) }]
}

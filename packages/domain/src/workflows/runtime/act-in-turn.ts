import type { ClaimedRow } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'
import { advance } from '../engine/advance.ts'
import { carryOn, joined, standingBehind } from '../engine/carry-on.ts'
import { nodeAt } from '../engine/load-program.ts'
import { settle } from '../engine/settle.ts'
import type { Settlement } from '../engine/settlement.ts'
import type { Advanced, AdvanceInput, SubjectFacts } from '../engine/state.ts'
import type { Handed, Moved } from './store-batch.ts'
import { factsOf } from './subjects.ts'

export type Act = (input: AdvanceInput, row: ClaimedRow) => Promise<Settlement>

/**
 * Carries out the step a claimed run stands at, and the next one while those before it took no lock of another domain: whoever waits
 * for such a lock holds nothing but this cursor, as if the step were alone. What it says and gives away is on record once, with all of it.
 */
export async function actInTurn(t: TxCtx, row: ClaimedRow, input: AdvanceInput, most: number, act: Act): Promise<Moved> {
  const handed: Handed[] = []
  let standing = input
  let way: Advanced | undefined
  for (let acts = 1; ; acts += 1) {
    const { nodeId, epoch } = standing.cursor
    const settlement = await act(standing, row)
    const effect = settlement.kind === 'leave' || settlement.kind === 'await' ? settlement.effect : undefined
    if (effect !== undefined) handed.push({ nodeId, epoch, ...effect })
    const left = await behindStep(t, standing, settlement)
    way = way === undefined ? left : joined(way, left)
    if (acts >= most || left.move.kind !== 'act' || !takesNoLock(standing, row)) return { row, advanced: way, handed }
    // Before the next one leaves the house, goals and exits are looked at with what is known now. Mail waits for our cursor.
    standing = standingBehind(standing, left, await factsBefore(t, standing))
    const seen = advance(standing)
    if (seen.move.kind !== 'act' || seen.steps.length > 0) return { row, advanced: joined(way, seen), handed }
  }
}

/** Only asks for mails to be sent, which waits for nobody; a pace is a row that all runs of a workflow share. */
function takesNoLock({ program, cursor }: AdvanceInput, { sending_cap_per_minute }: ClaimedRow): boolean {
  return sending_cap_per_minute === null && nodeAt(program.program, cursor.nodeId)?.type === 'send-email'
}

/** What is decided behind the step is decided here, which spares the run a claim; what the step wrote about the person is read for it. */
async function behindStep(t: TxCtx, input: AdvanceInput, settlement: Settlement): Promise<Advanced> {
  const left = settle(input, settlement)
  const { cursor } = left
  if (settlement.kind === 'later') return { ...left, cursor: { ...cursor, vars: { ...cursor.vars, [slotVar]: placeOf(input) } } }
  if (left.move.kind !== 'more') return left
  const wrote = settlement.kind === 'leave' ? (settlement.wrote ?? []) : []
  const asks = wrote === 'anything' ? input.program.fields.length > 0 : input.program.fields.some((field) => wrote.includes(field))
  return carryOn(input, left, asks ? await readAgain(t, input) : undefined)
}

/** Another may have changed the person since the claim; only goals and exits must not miss it. */
function factsBefore(t: TxCtx, input: AdvanceInput): Promise<SubjectFacts | undefined> {
  const { watchers, fields } = input.program
  return watchers.length > 0 && fields.length > 0 ? readAgain(t, input) : Promise.resolve(undefined)
}

async function readAgain(t: TxCtx, { run: { subjectType, subjectId }, program }: AdvanceInput): Promise<SubjectFacts | undefined> {
  return (await factsOf(t, subjectType, [subjectId], program.fields)).get(subjectId)
}

/** Which step has its slot already; a name with `$`, so no author can write it. */
export const slotVar = '$slot'
export const placeOf = ({ cursor }: AdvanceInput) => `${cursor.nodeId}:${cursor.epoch}`

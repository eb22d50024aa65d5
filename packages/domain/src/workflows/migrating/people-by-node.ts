import { pageStanding } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'

/** Looked at in one statement. */
const atOnce = 5_000

export interface PeopleByNode {
  readonly people: ReadonlyMap<string, number>
  /** False where there are more than were looked at: as many at least stand there. */
  readonly isAll: boolean
}

/** Where the people of a version stand who are not through: a page after the other, so that each counts once and no statement is long. */
export async function peopleByNode(
  ctx: Ctx | TxCtx,
  workflowId: string,
  n: number,
  most = Number.POSITIVE_INFINITY,
  page = atOnce,
): Promise<PeopleByNode> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const people = new Map<string, number>()
  let after: string | undefined
  for (let looked = 0; looked < most; looked += page) {
    const found = await pageStanding(reader, workflowId, n, after, page)
    for (const [node, count] of Object.entries(found.people)) people.set(node, (people.get(node) ?? 0) + count)
    if (found.last === undefined) return { people, isAll: true }
    after = found.last
  }
  return { people, isAll: false }
}

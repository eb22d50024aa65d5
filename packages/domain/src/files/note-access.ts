import { recordAccess, recordAccesses, type Access, type ObjectRow } from '@mas/db/files'
import type { Ctx } from '@mas/kernel'

/** Statements at a time; the next one takes everything that came meanwhile. */
const lanes = 2
const mostTogether = 50

interface Waiting {
  readonly access: Access
  readonly resolve: (row: ObjectRow | undefined) => void
  readonly reject: (thrown: unknown) => void
}
interface Desk {
  readonly waiting: Waiting[]
  busy: number
}

/**
 * Puts an opening on record and answers the row of its file. Openings that come while others are being written share the
 * next statement: many at once cost few commits, a single one waits for nobody, and none is served before its entry.
 */
export function noteAccess(ctx: Ctx, access: Access): Promise<ObjectRow | undefined> {
  const desk = deskOf(ctx)
  return new Promise((resolve, reject) => {
    desk.waiting.push({ access, resolve, reject })
    if (desk.busy < lanes) void work(ctx, desk)
  })
}

async function work(ctx: Ctx, desk: Desk): Promise<void> {
  desk.busy++
  for (let group = desk.waiting.splice(0, mostTogether); group.length > 0; group = desk.waiting.splice(0, mostTogether))
    await settle(ctx, group)
  desk.busy--
}

async function settle(ctx: Ctx, group: readonly Waiting[]): Promise<void> {
  const [first, second] = group
  if (first === undefined) return
  try {
    if (second === undefined) return first.resolve(await recordAccess(ctx.db, first.access))
    const found = await recordAccesses(
      ctx.db,
      group.map(({ access }) => access),
    )
    for (const { access, resolve } of group) resolve(found.get(access.id))
  } catch (thrown) {
    if (second === undefined) return first.reject(thrown)
    // What one opening is refused for is not the others' fault: each gets its own answer.
    for (const one of group) await settle(ctx, [one])
  }
}

/** Per process, found through what all contexts of one process share. */
const desks = new WeakMap<object, Desk>()
function deskOf(ctx: Ctx): Desk {
  const known = desks.get(ctx.infra) ?? { waiting: [], busy: 0 }
  desks.set(ctx.infra, known)
  return known
}

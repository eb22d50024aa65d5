import { insertItems, type InboxInsert } from '@mas/db/webhooks'
import { inTx, type Ctx } from '@mas/kernel'
import { handOut } from './hand-out.ts'

/** What one transaction takes: deliveries, and characters of their bodies. */
const mostDeliveries = 100
const mostCharacters = 4_000_000
/** Transactions at a time; the next one begins with everything that came meanwhile. */
const lanes = 2

interface Waiting {
  readonly ctx: Ctx
  readonly items: readonly InboxInsert[]
  readonly resolve: (stored: ReadonlySet<string>) => void
  readonly reject: (thrown: unknown) => void
}
interface Desk {
  readonly waiting: Waiting[]
  busy: number
}

/**
 * Stores items with their jobs in one transaction; answers the ids that are new. Deliveries that come while others are
 * being stored go into the next transaction together: a burst costs few commits, a single one waits for nobody, and
 * nobody is answered before their own commit.
 */
export function storeTogether(ctx: Ctx, items: readonly InboxInsert[]): Promise<ReadonlySet<string>> {
  const desk = deskOf(ctx)
  return new Promise((resolve, reject) => {
    desk.waiting.push({ ctx, items, resolve, reject })
    if (desk.busy < lanes) void work(desk)
  })
}

async function work(desk: Desk): Promise<void> {
  desk.busy++
  for (let group = nextGroup(desk); group.length > 0; group = nextGroup(desk)) await settle(group)
  desk.busy--
}

function nextGroup({ waiting }: Desk): Waiting[] {
  let characters = 0
  const fits = waiting.slice(0, mostDeliveries).findIndex(({ items }, n) => {
    characters += items.reduce((sum, { raw }) => sum + raw.length, 0)
    return n > 0 && characters > mostCharacters
  })
  return waiting.splice(0, fits === -1 ? mostDeliveries : fits)
}

async function settle(group: readonly Waiting[]): Promise<void> {
  const [first] = group
  if (first === undefined) return
  try {
    const stored = await store(
      first.ctx,
      group.flatMap(({ items }) => items),
    )
    for (const one of group) one.resolve(stored)
  } catch (thrown) {
    if (group.length === 1) return first.reject(thrown)
    // What one delivery is refused for is not the others' fault: each gets its own answer.
    for (const one of group) await settle([one])
  }
}

function store(ctx: Ctx, items: readonly InboxInsert[]): Promise<ReadonlySet<string>> {
  return inTx(ctx, async (t) => {
    const stored = await insertItems(t.tx, items)
    await handOut(
      t,
      items.filter(({ id, dead }) => dead === null && stored.has(id)),
    )
    return stored
  })
}

/** Per process, found through what all contexts of one process share. */
const desks = new WeakMap<object, Desk>()
function deskOf(ctx: Ctx): Desk {
  const known = desks.get(ctx.infra) ?? { waiting: [], busy: 0 }
  desks.set(ctx.infra, known)
  return known
}

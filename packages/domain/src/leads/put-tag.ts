import type { Origin } from '@mas/contracts/core'
import { tagged } from '@mas/contracts/leads'
import { findTag, putTag, takeTag } from '@mas/db/leads'
import { emitMany, fail, type TxCtx } from '@mas/kernel'
import { journal } from './journal.ts'
import { lockLive } from './set-field.ts'

/** Part: puts a tag on leads or takes it off, with its traces; answers how many changed. A retired tag can only be taken off. */
export async function tagAll(t: TxCtx, leadIds: readonly string[], slug: string, on: boolean, origin?: Origin): Promise<number> {
  const tag = await findTag(t.tx, slug)
  if (tag === undefined || (on && tag.retired_at !== null)) throw fail('leads.tag-unknown', { tag: slug })
  const changed = on ? await putTag(t.tx, leadIds, tag.id, t.clock.now()) : await takeTag(t.tx, leadIds, tag.id)
  const told = origin === undefined ? {} : { origin }
  await journal(
    t,
    changed.map((leadId) => ({ leadId, kind: on ? ('tagged' as const) : ('untagged' as const), data: { tag: slug, ...told } })),
  )
  if (on)
    await emitMany(
      t,
      tagged,
      changed.map((leadId) => ({ leadId, tag: slug, ...told })),
    )
  return changed.length
}

/** Part: the same for the live lead an id stands for; false when nothing changed. Refuses with `leads.not-found`, `leads.tag-unknown`. */
export async function setTag(
  t: TxCtx,
  order: { readonly leadId: string; readonly tag: string; readonly on: boolean; readonly origin?: Origin | undefined },
): Promise<boolean> {
  const lead = await lockLive(t, order.leadId)
  return (await tagAll(t, [lead.id], order.tag, order.on, order.origin)) === 1
}

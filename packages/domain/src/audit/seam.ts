import { inTx, type Actor, type AuditKeys, type AuditSeam } from '@mas/kernel'
import { hasRecorded, record } from './record.ts'

/** What the composition root hands to the kernel. */
export function auditSeam(keys: AuditKeys): AuditSeam {
  return {
    keys,
    refused: async (ctx, { verb, permission }) => {
      if (ctx.actor.kind === 'anonymous') return
      await inTx(ctx, (t) =>
        record(t, { action: verb, subject: { type: 'verb', id: verb }, decision: { rule: 'permission', permission }, effect: 'refused' }),
      )
    },
    used: async (ctx, { verb, kind }) => {
      if (!everyUseIsRecorded(ctx.actor)) return
      await inTx(ctx, async (t) => {
        if (hasRecorded(t, verb)) return
        await record(t, {
          action: verb,
          subject: { type: 'verb', id: verb },
          effect: kind === 'query' || kind === 'watch' ? 'read' : 'write',
        })
      })
    },
  }
}

/** Administrators, and whoever acts as somebody else. */
function everyUseIsRecorded(actor: Actor): boolean {
  return actor.kind === 'user' && (actor.role === 'ADMIN' || actor.via !== undefined || actor.mode !== undefined)
}

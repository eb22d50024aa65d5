import type { Ctx } from '@mas/kernel'
import { Unrenderable } from './template-render.ts'

const purpose = 'notifications.secret'

/** A code or link that may lie in the database only sealed, bound to its request. */
export function sealSecret(ctx: Ctx, intentId: string, secret: string): string {
  return ctx.ports.sealer.seal(purpose, new TextEncoder().encode(secret), intentId)
}

export function openSecret(ctx: Ctx, intent: { readonly id: string; readonly sealed: string | null }): string {
  if (intent.sealed === null) throw new Unrenderable('secret', 'is erased')
  return new TextDecoder().decode(ctx.ports.sealer.open(purpose, intent.sealed, intent.id))
}

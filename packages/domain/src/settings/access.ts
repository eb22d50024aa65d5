import { authorize, fail, type Ctx, type TxCtx } from '@mas/kernel'
import type { SettingRisk } from '@mas/contracts/settings'
import type { DeclaredSetting } from './define.ts'
import type { DeclaredFlag } from './define-flag.ts'
import { find } from './registry.ts'

/** Domains whose settings are a role's own. */
const ownDomains: Readonly<Record<string, readonly string[]>> = { FINANCE: ['finance', 'earnings', 'tokens'], SALES_HEAD: ['sales'] }

export function reaches(ctx: Ctx | TxCtx, key: string): boolean {
  if (ctx.grant?.includes('all') === true) return true
  const [domain = ''] = key.split('.', 1)
  return ctx.actor.kind === 'user' && ownDomains[ctx.actor.role]?.includes(domain) === true
}

/** The setting under a key or old name; out of the caller's reach there is none. */
export function requireSetting(ctx: Ctx | TxCtx, name: string): DeclaredSetting {
  const found = find(name, ctx.clock.now())
  if (found?.kind !== 'setting' || !reaches(ctx, found.type.key)) throw fail('settings.unknown-key', { key: name })
  return found.type
}

export function requireFlag(ctx: Ctx | TxCtx, name: string): DeclaredFlag {
  const found = find(name, ctx.clock.now())
  if (found?.kind !== 'flag') throw fail('settings.unknown-key', { key: name })
  return found.type
}

/** What is more than free asks for a confirmation of identity at most ten minutes old. */
export function requireFresh({ actor, clock }: TxCtx, risk: SettingRisk): void {
  if (risk !== 'free') authorize(actor, 'public', true, clock.now().getTime())
}

/** The human being who acts, also behind an impersonated session: two sessions of one person are one pair of eyes. */
export function personOf({ actor }: TxCtx): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.via ?? actor.userId}`
    case 'system':
      return `system:${actor.job}`
    default:
      throw fail('request.forbidden', { rule: 'only people change settings' })
  }
}

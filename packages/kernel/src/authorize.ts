import { scopes, type Grant, type Grants, type Scope } from '@mas/contracts/access'
import { permissionTable, type Permission } from '@mas/contracts/catalogue'
import type { Actor, UserActor } from './actor.ts'
import { fail, type AppError } from './errors.ts'

/** How long a confirmation of identity is fresh. */
export const freshForMs = 10 * 60_000

/** What a session may do that must enrol a second factor before anything else. */
const whileRestricted: Permission = 'identity.use-restricted-session'

export interface Decision {
  readonly allowed: boolean
  /** How far the grant reaches; empty when refused. */
  readonly reach: readonly Scope[]
  /** The rule that decided, in words: shown by `explainAccess` and in the matrix. */
  readonly rule: string
  /** The page flag whose absence decided. */
  readonly page?: string
}

/** Decides from the table alone, before any I/O. */
export function decideAccess(actor: Actor, permission: Permission | 'public'): Decision {
  if (permission === 'public') return { allowed: true, reach: ['all'], rule: 'public' }
  if (actor.kind === 'user' && actor.restricted !== undefined && permission !== whileRestricted)
    return refused('enrol a second factor first')
  return decideGrants(actor, permission, permissionTable[permission])
}

/** Decides from what one permission grants; an API key must carry the permission as a scope besides. */
export function decideGrants(actor: Actor, permission: string, grants: Grants): Decision {
  switch (actor.kind) {
    case 'user':
      return decideForUser(actor, grants)
    case 'vendor':
      return actor.scopes.includes(permission) ? fromGrant(grants.VENDOR, 'VENDOR') : refused('the key lacks this scope')
    case 'system':
      return fromGrant(grants.SYSTEM, 'SYSTEM')
    case 'workflow':
      return fromGrant(grants.WORKFLOW, 'WORKFLOW')
    case 'webhook':
      return fromGrant(grants.WEBHOOK, 'WEBHOOK')
    case 'anonymous':
      return refused('not signed in')
  }
}

/** Throws unless the actor may; answers how far the grant reaches. */
export function authorize(actor: Actor, permission: Permission | 'public', fresh: boolean, nowMs: number): readonly Scope[] {
  const decision = decideAccess(actor, permission)
  if (!decision.allowed) throw refusalFor(actor, decision)
  if (fresh && actor.kind === 'user' && !((actor.confirmedAtMs ?? 0) > nowMs - freshForMs)) throw fail('request.fresh-sign-in-required')
  return decision.reach
}

function refusalFor(actor: Actor, { page, rule }: Decision): AppError {
  if (actor.kind === 'anonymous') return fail('request.unauthenticated', { rule })
  return page === undefined ? fail('request.forbidden', { rule }) : fail('identity.page-refused', { rule, page })
}

function decideForUser(actor: UserActor, grants: Grants): Decision {
  const own = grants[actor.role] ?? grants.ANY
  if (own !== undefined) return fromGrant(own, actor.role, actor.role === 'SALES_HEAD' ? (actor.pages ?? []) : undefined)
  const namesAPerson = Object.keys(grants).some((grantee) => !machineGrantees.has(grantee))
  if (actor.role === 'ADMIN' && namesAPerson) return { allowed: true, reach: ['all'], rule: 'ADMIN passes every role' }
  return refused(`${actor.role} is not granted this`)
}
const machineGrantees: ReadonlySet<string> = new Set(['SYSTEM', 'WORKFLOW', 'VENDOR', 'WEBHOOK', 'BREAK_GLASS'])

/** `pages` is given only for a role whose grants depend on page flags; every other role ignores them. */
function fromGrant(grant: Grant | undefined, grantee: string, pages?: readonly string[]): Decision {
  if (grant === undefined) return refused(`${grantee} is not granted this`)
  const [reachText = '', page] = grant.split('@')
  if (page !== undefined && pages !== undefined && !pages.includes(page)) return { ...refused(`the page ${page} is not switched on`), page }
  const reach = scopes.filter((scope) => reachText.split('+').includes(scope))
  return { allowed: true, reach, rule: `${grantee}: ${grant}` }
}

function refused(rule: string): Decision {
  return { allowed: false, reach: [], rule }
}

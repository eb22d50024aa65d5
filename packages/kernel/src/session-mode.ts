import type { Grants } from '@mas/contracts/access'
import { permissionTable, type ErrorCode, type Permission } from '@mas/contracts/catalogue'
import type { Actor } from './actor.ts'
import type { VerbMeta } from './verb.ts'

type Asked = Pick<VerbMeta, 'verb' | 'kind' | 'permission'>

/** What ends such a session is always open to it. */
const wayOut: ReadonlySet<string> = new Set(['identity.sign-out', 'identity.stop-impersonation'])

/**
 * What a session of a special mode may not do, whatever the role is granted. Who looks through another person's eyes
 * reads and changes nothing. Who came in through the emergency door reads, and changes only what a permission's
 * `BREAK_GLASS` column names: a new verb is shut until somebody opens it on purpose.
 */
export function modeRefusal(actor: Actor, { verb, kind, permission }: Asked): ErrorCode | undefined {
  if (actor.kind !== 'user' || actor.mode === undefined || wayOut.has(verb)) return undefined
  if (kind === 'query' || kind === 'watch') return undefined
  if (actor.mode === 'impersonation') return 'identity.impersonation-read-only'
  const named = permission !== 'public' && grantsOf(permission).BREAK_GLASS !== undefined
  return named ? undefined : 'identity.break-glass-denied'
}

function grantsOf(permission: Permission): Grants {
  return permissionTable[permission]
}

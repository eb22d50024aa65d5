import type { Role } from '@mas/contracts/access'

/** Everybody who can act, closed on purpose: a new way in is a compile error wherever actors are told apart. */
export type Actor = UserActor | VendorActor | SystemActor | WebhookActor | WorkflowActor | AnonymousActor

export interface UserActor {
  readonly kind: 'user'
  readonly userId: string
  readonly role: Role
  readonly sessionId: string
  /** The administrator behind an impersonated session; the acting id is never swapped. */
  readonly via?: string
  /** A session for looking only, or one opened in an emergency; absent for a sign-in of the person. */
  readonly mode?: 'impersonation' | 'break-glass'
  /** Page flags of a sales head, handed in when the session is resolved. */
  readonly pages?: readonly string[]
  /** A sales head who sees nothing of the other heads. */
  readonly isolated?: boolean
  /** The session may only enrol a second factor. */
  readonly restricted?: 'enrol-factor'
  /** When the person last proved who they are (epoch ms); verbs marked `fresh` ask for at most ten minutes. */
  readonly confirmedAtMs?: number
  /** When the session lapses unless it is used (epoch ms), for what stays open longer than a request. */
  readonly endsAtMs?: number
}
export interface VendorActor {
  readonly kind: 'vendor'
  readonly vendorId: string
  readonly keyId: string
  /** Permissions this key carries; intersected with what VENDOR is granted. */
  readonly scopes: readonly string[]
  readonly mode: 'live' | 'sandbox'
}
export interface SystemActor {
  readonly kind: 'system'
  /** The job, schedule or command-line tool at work. */
  readonly job: string
}
export interface WebhookActor {
  readonly kind: 'webhook'
  readonly provider: string
}
export interface WorkflowActor {
  readonly kind: 'workflow'
  readonly runId: string
}
export interface AnonymousActor {
  readonly kind: 'anonymous'
}

export const anonymous: AnonymousActor = { kind: 'anonymous' }
export const system = (job: string): SystemActor => ({ kind: 'system', job })

/** One stable word for logs, audit, rate limits and idempotency keys: `user:<id>`, `vendor:<id>`, `anonymous`. */
export function actorKey(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.userId}`
    case 'vendor':
      return `vendor:${actor.vendorId}`
    case 'system':
      return `system:${actor.job}`
    case 'webhook':
      return `webhook:${actor.provider}`
    case 'workflow':
      return `workflow:${actor.runId}`
    case 'anonymous':
      return 'anonymous'
  }
}

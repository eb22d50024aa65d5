import { z } from 'zod'

/** The roles a person can hold; one each. */
export const Role = z.enum([
  'USER',
  'EXPERT',
  'SUPER_MENTOR',
  'BATCH_LEAD',
  'COMMUNITY_MANAGER',
  'SALES',
  'SALES_HEAD',
  'EXTERNAL_HR',
  'FINANCE',
  'ADMIN',
])
export type Role = z.infer<typeof Role>

/**
 * Who a grant can name: a role, or one of the callers that are no person.
 * `ANY` is every signed-in person, `SYSTEM` our own jobs, `WORKFLOW` a workflow run, `VENDOR` an API key,
 * `WEBHOOK` a provider whose signature was verified. `BREAK_GLASS` grants nothing by itself: it opens a verb that
 * changes something to an emergency session whose person's role is granted it.
 */
export type Grantee = Role | 'ANY' | 'SYSTEM' | 'WORKFLOW' | 'VENDOR' | 'WEBHOOK' | 'BREAK_GLASS'

/** How far a grant reaches: everything, one's own rows, one's team's, one's pool's or one's batches'. */
export const scopes = ['all', 'own', 'team', 'pool', 'batch'] as const
export type Scope = (typeof scopes)[number]

/** A grant as written in the table: one or more scopes joined by `+`, and the page flag it needs after `@`. */
export type Grant = Scope | `${Scope}+${Scope}` | `${Scope}@${string}` | `${Scope}+${Scope}@${string}`
export type Grants = { readonly [G in Grantee]?: Grant }

/**
 * Declares the permissions of one domain and who holds them. ADMIN passes every guard that names a role and need
 * not be written; it never passes one that names only VENDOR or WEBHOOK.
 *
 * @example permissions('leads', { 'capture-lead': { SALES: 'own', SALES_HEAD: 'pool' } })
 */
export function permissions<const D extends string, const P extends Record<string, Grants>>(
  domain: D,
  table: P,
): { readonly [K in keyof P & string as `${D}.${K}`]: P[K] } {
  const entries = Object.entries(table).map(([key, grants]) => [`${domain}.${key}`, grants])
  return Object.fromEntries(entries)
}

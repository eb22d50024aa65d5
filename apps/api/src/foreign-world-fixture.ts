import type { Tokens } from '@mas/contracts/identity'
import { rows, sql } from '@mas/db'
import { signUp, verifyEmail } from '@mas/domain/identity'
import { addNote, captureLead, createTag, getLead, recordConsent, scheduleFollowUp } from '@mas/domain/leads'
import { anonymous, newId, type Ports, type UserActor } from '@mas/kernel'
import { someone, type Harness } from '@mas/testing'
import { z } from 'zod'
import { giveBelongings } from './foreign-belongings-fixture.ts'

/** Stands in every text of the owners: an answer to a stranger that holds it is a leak. */
export const canary = 'Quetzalcanary'
const codes: string[] = []

export const worldPorts: Partial<Ports> = {
  identityMail: {
    deliver: ({ secret }) => {
      if (secret !== undefined) codes.push(secret)
      return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
    },
  },
}

/** People with something of their own in every domain that keeps things for people, made by the verbs that make it. */
export async function giveOwners(harness: Harness): Promise<{ readonly owners: readonly string[]; readonly bystander: string }> {
  const seller = someone('SALES')
  const ctx = () => harness.ctx(seller)
  let last = ''
  for (let n = 0; n < 3; n++) {
    const { leadId = '' } = await captureLead(ctx(), {
      fullName: `${canary} Rao`,
      phones: [`987654321${n}`],
      emails: [`${canary.toLowerCase()}${n}@example.in`],
      requestId: newId(),
    })
    last = leadId
    await addNote(ctx(), { leadId, text: `${canary} wants to be called in the evening` })
    await scheduleFollowUp(ctx(), { leadId, dueAt: '2026-11-27T06:30:00.000Z', note: `${canary} asked for it` })
    const { contactPoints } = await getLead(ctx(), { leadId })
    const contactPointId = contactPoints[0]?.id ?? ''
    await recordConsent(ctx(), { contactPointId, channel: 'call', purpose: 'promotional', basis: 'explicit', evidence: { said: canary } })
  }
  const learner = await registeredId(harness, `${canary} Iyer`, `${canary.toLowerCase()}@learner.example.in`)
  const bystander = await registeredId(harness, 'Kiran Das', 'kiran@learner.example.in')
  await giveBelongings(harness, { canary, seller, learner, leadId: last })
  const admin = someone('ADMIN')
  await createTag(harness.ctx(admin), { slug: 'canary-tag', label: 'For this test' })
  return { owners: [seller.userId, learner], bystander }
}

/** Signs up and proves the mailbox, as a person does. */
export async function registered(harness: Harness, fullName: string, email: string): Promise<Tokens> {
  const { challengeId } = await signUp(harness.ctx(anonymous), { fullName, email, password: 'violet tram over quiet hills' })
  await harness.drain()
  return verifyEmail(harness.ctx(anonymous), { challengeId, code: codes.at(-1) ?? '' })
}

async function registeredId(harness: Harness, fullName: string, email: string): Promise<string> {
  await registered(harness, fullName, email)
  await harness.drain()
  const [found] = await rows<{ id: string }>(harness.runtime.driver.db, sql`select id from identity.users where email = ${email}`)
  if (found === undefined) throw new Error(`${email} has no account`)
  return found.id
}

export interface Owned {
  /** Every id that stands in a row of the owners. */
  readonly ids: readonly string[]
  /** Those that are the key of such a row, by table without its schema. */
  readonly keys: ReadonlyMap<string, readonly string[]>
  /** Schemas with such rows; that of the audit log too, which grows with every refusal and so has no print. */
  readonly domains: ReadonlySet<string>
  /** A print of these rows, by table. */
  readonly prints: Readonly<Record<string, string>>
}

/** Finds what belongs to the owners in every table: rows that name one of them, or hold the canary. */
export async function ownedBy(harness: Harness, owners: readonly string[]): Promise<Owned> {
  const { db } = harness.runtime.driver
  const tables = await rows<{ name: string }>(
    db,
    sql`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition
          and n.nspname not in ('pg_catalog', 'information_schema', 'migrations', 'pgboss', 'events', 'requests', 'platform') order by 1`,
  )
  const pattern = [canary, canary.toLowerCase(), ...owners].join('|')
  const ids = new Set<string>()
  const keys = new Map<string, string[]>()
  const domains = new Set<string>()
  const prints: Record<string, string> = {}
  for (const { name } of tables) {
    const owned = await rows<{ row: unknown }>(
      db,
      sql`select to_jsonb(t) as row from ${sql.raw(name)} t where t::text ~ ${pattern} order by t::text`,
    )
    if (owned.length === 0) continue
    const [domain = '', table = ''] = name.split('.')
    domains.add(domain)
    const own = owned.map(({ row }) => Reflect.get(Object(row), 'id')).filter((id) => typeof id === 'string')
    keys.set(table, [...(keys.get(table) ?? []), ...own])
    const text = JSON.stringify(owned)
    for (const [id] of text.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g)) ids.add(id)
    if (domain !== 'audit') prints[name] = text
  }
  return { ids: [...ids], keys, domains, prints }
}

/** A well-shaped input in which every id is somebody else's; `next` is told the field that the id stands in. */
export function withForeignIds(value: unknown, next: (field: string) => string, field = ''): unknown {
  if (typeof value === 'string') return z.uuid().safeParse(value).success ? next(field) : value
  if (Array.isArray(value)) return value.map((inner) => withForeignIds(inner, next, field))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withForeignIds(inner, next, key)]))
  return value
}

/**
 * Ids by turns: one of the table that the field names (`sessionId` of `sessions`), where the owners have such rows, or
 * any other, since what a field is called need not be what its verb looks up.
 */
export function idsByTurns({ ids, keys }: Owned): (field: string) => string {
  let turn = 0
  return (field) => {
    turn += 1
    const noun = field.replace(/Ids?$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const named = [...keys].flatMap(([table, own]) =>
      noun !== '' && table.endsWith(noun.replace(/y$/, 'ies').replace(/([^s])$/, '$1s')) ? own : [],
    )
    const from = turn % 2 === 0 && named.length > 0 ? named : ids
    return from[(turn * 7) % from.length] ?? ''
  }
}

/** Somebody of the role who owns nothing of theirs. */
export function strangerOf(role: 'USER' | 'SALES' | 'EXPERT' | 'FINANCE', userId: string): UserActor {
  return someone(role, { userId })
}

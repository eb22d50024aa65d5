import { AuditEntry } from '@mas/contracts/audit'
import type { EntryFilter } from '@mas/db/audit'
import { fail, type Actor } from '@mas/kernel'
import { openFields, type Opening } from './sealing.ts'

const financeDomains: readonly string[] = ['finance', 'earnings', 'ledger', 'tokens', 'agreements']
const maxRangeMs = 366 * 86_400_000

/** Domains whose entries the caller may see; undefined is all of them. */
export function visibleDomains(actor: Actor): readonly string[] | undefined {
  return actor.kind === 'user' && actor.role === 'FINANCE' ? financeDomains : undefined
}

interface AskedRange {
  readonly subjectType?: string | undefined
  readonly subjectId?: string | undefined
  readonly domain?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The filter as it is run: at most 366 days, half-open, and only domains the caller may see. */
export function entryFilter<F extends AskedRange>(actor: Actor, asked: F, now: Date): Omit<F, 'domain'> & EntryFilter {
  const { domain, ...rest } = asked
  if (asked.subjectId !== undefined && asked.subjectType === undefined)
    throw fail('request.invalid', { issues: [{ path: ['subjectType'], message: 'subjectId needs subjectType' }] })
  const toMs = asked.to === undefined ? now.getTime() : new Date(asked.to).getTime()
  const fromMs = asked.from === undefined ? toMs - maxRangeMs : new Date(asked.from).getTime()
  if (toMs - fromMs > maxRangeMs) throw fail('audit.range-too-wide', { days: Math.ceil((toMs - fromMs) / 86_400_000) })
  const visible = visibleDomains(actor)
  const domains = domain === undefined ? visible : visible === undefined || visible.includes(domain) ? [domain] : []
  return {
    ...rest,
    from: new Date(fromMs).toISOString(),
    to: asked.to === undefined ? undefined : new Date(toMs).toISOString(),
    ...(domains && { domains }),
  }
}

/** A stored body as the API shows it: instants in milliseconds, personal values opened, `sealed` or `erased`; the reason by an opening of its own. */
export function shownEntry(body: string, key: Opening, reason: { readonly key: Opening } = { key }): AuditEntry {
  const stored = storedBody(body)
  const open = (fields: unknown) => openFields(fields, key, String(stored['id']))
  return AuditEntry.parse({
    ...stored,
    at: new Date(String(stored['at'])).toISOString(),
    ...(stored['before'] !== undefined && { before: open(stored['before']) }),
    ...(stored['after'] !== undefined && { after: open(stored['after']) }),
    ...(stored['decision'] !== undefined && { decision: open(stored['decision']) }),
    ...(stored['reason'] !== undefined && { reason: openFields(stored['reason'], reason.key, String(stored['id'])) }),
  })
}

function storedBody(body: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body)
  return Object.fromEntries(Object.entries(Object(parsed)))
}

/** Ids are UUID version 7; one from a client may claim any instant, also one that no partition will ever hold. */
const latestMs = Date.UTC(9999, 0, 1)

/** When an id of ours was made. */
export function madeAt(id: string): Date {
  return new Date(Math.min(latestMs, Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)))
}

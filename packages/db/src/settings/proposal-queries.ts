import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'
import { bytea, instant } from '../values.ts'

export interface ProposalRow extends Record<string, unknown> {
  id: string
  key: string
  scope: string
  kind: 'set' | 'revert' | 'import' | 'rules' | 'override' | 'lift'
  value: unknown
  set: boolean
  baseVersion: number
  effectiveFrom: Date | null
  reason: string
  proposedBy: string
  at: Date
  expiresAt: Date
  bodyMac: Uint8Array
  state: 'proposed' | 'applied' | 'rejected' | 'expired' | 'stale'
  approver: string | null
  decidedBy: string | null
  changeId: string | null
}
const columns =
  sql.raw(`id, key, scope, kind, value, value is not null as set, base_version as "baseVersion", effective_from as "effectiveFrom", reason,
  proposed_by as "proposedBy", at, expires_at as "expiresAt", body_mac as "bodyMac", state, approver, decided_by as "decidedBy", change_id as "changeId"`)

export type NewProposal = Pick<
  ProposalRow,
  | 'id'
  | 'key'
  | 'scope'
  | 'kind'
  | 'value'
  | 'set'
  | 'baseVersion'
  | 'effectiveFrom'
  | 'reason'
  | 'proposedBy'
  | 'at'
  | 'expiresAt'
  | 'bodyMac'
>

export async function insertProposal(tx: Tx, one: NewProposal): Promise<void> {
  await rows(
    tx,
    sql`insert into settings.proposals (id, key, scope, kind, value, base_version, effective_from, reason, proposed_by, at, expires_at, body_mac, state)
        values (${one.id}::uuid, ${one.key}, ${one.scope}, ${one.kind}, ${one.set ? JSON.stringify(one.value) : null}::text::jsonb, ${one.baseVersion},
          ${instant(one.effectiveFrom)}, ${one.reason}, ${one.proposedBy}, ${instant(one.at)}, ${instant(one.expiresAt)}, ${bytea(one.bodyMac)}, 'proposed')`,
  )
}

export async function lockProposal(tx: Tx, id: string): Promise<ProposalRow | undefined> {
  const [row] = await rows<ProposalRow>(tx, sql`select ${columns} from settings.proposals where id = ${id}::uuid for update`)
  return row
}

/** The one that is open for a key and scope. */
export async function openProposal(reader: Reader, key: string, scope: string): Promise<ProposalRow | undefined> {
  const [row] = await rows<ProposalRow>(
    reader,
    sql`select ${columns} from settings.proposals where key = ${key} and scope = ${scope} and state = 'proposed'`,
  )
  return row
}

/** Open proposals of some keys in one scope, by key. */
export async function openProposals(reader: Reader, keys: readonly string[], scope: string): Promise<Map<string, string>> {
  const found = await rows<{ key: string; id: string }>(
    reader,
    sql`select key, id from settings.proposals where state = 'proposed' and scope = ${scope} and key = any(${texts(keys)})`,
  )
  return new Map(found.map((row) => [row.key, row.id]))
}

interface Decision {
  readonly state: 'applied' | 'rejected' | 'expired' | 'stale'
  readonly by: string
  readonly approver?: string
  readonly changeId?: string
  readonly at: Date
}
/** Ends a proposal that is open; false where it is not. */
export async function decideProposal(tx: Tx, id: string, decision: Decision): Promise<boolean> {
  const decided = await rows(
    tx,
    sql`update settings.proposals set state = ${decision.state}, approver = ${decision.approver ?? null}, decided_by = ${decision.by},
          decided_at = ${instant(decision.at)}, change_id = ${decision.changeId ?? null}::uuid
        where id = ${id}::uuid and state = 'proposed' returning 1 as one`,
  )
  return decided.length === 1
}

/** Open proposals that nobody can approve any more: expired, or their base version has moved. Skips what is being decided right now. */
export function closeDeadProposals(tx: Tx, at: Date, limit: number): Promise<{ id: string; key: string; state: 'expired' | 'stale' }[]> {
  return rows(
    tx,
    sql`with dead as (
          select p.id, case when p.expires_at <= ${instant(at)} then 'expired' else 'stale' end as state
          from settings.proposals p left join settings.values v on v.key = p.key and v.scope = p.scope
            left join settings.flags f on f.flag = p.key and p.kind in ('rules', 'override', 'lift')
          where p.state = 'proposed'
            and (p.expires_at <= ${instant(at)} or p.base_version <> coalesce(case when p.kind in ('rules', 'override', 'lift') then f.version else v.version end, 0))
          order by p.id limit ${limit} for update of p skip locked)
        update settings.proposals p set state = dead.state, decided_by = 'system:settings.expire-proposals', decided_at = ${instant(at)}
        from dead where p.id = dead.id returning p.id, p.key, p.state`,
  )
}

export function listProposalRows(
  reader: Reader,
  page: { state: string | undefined; before: string | undefined; limit: number },
): Promise<ProposalRow[]> {
  const where: SQL[] = [sql`true`]
  if (page.state !== undefined) where.push(sql`state = ${page.state}`)
  if (page.before !== undefined) where.push(sql`id < ${page.before}::uuid`)
  return rows(
    reader,
    sql`select ${columns} from settings.proposals where ${sql.join(where, sql` and `)} order by id desc limit ${page.limit}`,
  )
}

import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface SourceRow extends Record<string, unknown> {
  id: string
  code: string
  kind: string
  name: string
  default_head_id: string | null
}
const sourceColumns = sql.raw('id, code, kind, name, default_head_id')

export async function insertSource(tx: Tx, one: SourceRow): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.sources (id, code, kind, name, default_head_id) values (${one.id}::uuid, ${one.code}, ${one.kind}, ${one.name}, ${one.default_head_id}::uuid)`,
  )
}

export async function lockSource(tx: Tx, code: string): Promise<SourceRow | undefined> {
  const [found] = await rows<SourceRow>(tx, sql`select ${sourceColumns} from leads.sources where code = ${code} for update`)
  return found
}

export async function setSource(tx: Tx, one: SourceRow): Promise<void> {
  await rows(
    tx,
    sql`update leads.sources set kind = ${one.kind}, name = ${one.name}, default_head_id = ${one.default_head_id}::uuid where id = ${one.id}::uuid`,
  )
}

export function pageSources(reader: Reader, afterCode: string, limit: number): Promise<SourceRow[]> {
  return rows<SourceRow>(reader, sql`select ${sourceColumns} from leads.sources where code > ${afterCode} order by code limit ${limit}`)
}

export interface CampaignRow extends Record<string, unknown> {
  id: string
  code: string
  name: string
  source: string
  product_code: string
  session_year: number | null
  cost_paise: number
  starts_at: Date | null
  ends_at: Date | null
}
const campaignColumns = sql.raw(
  'c.id, c.code, c.name, s.code as source, c.product_code, c.session_year, c.cost_paise::float8 as cost_paise, c.starts_at, c.ends_at',
)

/** Undefined where the source or the product does not exist. */
export async function insertCampaign(tx: Tx, one: CampaignRow): Promise<string | undefined> {
  const [made] = await rows<{ id: string }>(
    tx,
    sql`insert into leads.campaigns (id, code, name, source_id, product_code, session_year, cost_paise, starts_at, ends_at)
        select ${one.id}::uuid, ${one.code}, ${one.name}, s.id, p.code, ${one.session_year}::smallint, ${one.cost_paise}::bigint, ${instant(one.starts_at)}, ${instant(one.ends_at)}
        from leads.sources s, leads.products p where s.code = ${one.source} and p.code = ${one.product_code} and p.active returning id`,
  )
  return made?.id
}

export async function lockCampaign(tx: Tx, code: string): Promise<CampaignRow | undefined> {
  const [found] = await rows<CampaignRow>(
    tx,
    sql`select ${campaignColumns} from leads.campaigns c join leads.sources s on s.id = c.source_id where c.code = ${code} for update of c`,
  )
  return found
}

export async function setCampaign(tx: Tx, one: CampaignRow): Promise<void> {
  await rows(
    tx,
    sql`update leads.campaigns set name = ${one.name}, cost_paise = ${one.cost_paise}::bigint, starts_at = ${instant(one.starts_at)}, ends_at = ${instant(one.ends_at)} where id = ${one.id}::uuid`,
  )
}

/** With how many arrivals named each. */
export function pageCampaigns(
  reader: Reader,
  wanted: { source: string | undefined; afterCode: string; limit: number },
): Promise<(CampaignRow & { arrivals: number })[]> {
  const of = wanted.source === undefined ? sql`true` : sql`s.code = ${wanted.source}`
  return rows(
    reader,
    sql`select ${campaignColumns}, ((select coalesce(sum(k.count), 0) from leads.pool_counts k where k.dimension = 'campaign' and k.key = c.id::text)
          + (select coalesce(sum(d.delta), 0) from leads.pool_count_deltas d where d.dimension = 'campaign' and d.key = c.id::text))::int as arrivals
        from leads.campaigns c join leads.sources s on s.id = c.source_id where ${of} and c.code > ${wanted.afterCode} order by c.code limit ${wanted.limit}`,
  )
}

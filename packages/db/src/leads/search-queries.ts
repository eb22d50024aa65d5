import { sql, type SQL } from 'drizzle-orm'
import { rows, texts } from '../rows.ts'
import type { Reader } from '../driver/types.ts'
import { newestOf, shown, summaryColumns, type SummaryRow } from './lead-queries.ts'
import { withinReach, type LeadReach } from './reach-queries.ts'

export type Search =
  | { readonly by: 'phone-suffix' | 'email-prefix'; readonly text: string }
  /** `keys`: the given names it may be, folded as `name_key` is. `indexed`: it has three signs in a row that the trigram index knows. */
  | { readonly by: 'name'; readonly text: string; readonly indexed: boolean; readonly keys: readonly string[] }

/** So many of the newest leads are looked through for a name before the index is asked: a common name is met there often enough. */
const newest = 1_000
const newestOfMember = 50
/** Of a name that is not met among the newest, so many are compared. */
const candidates = 500
/** So many contact points of the wanted end or start are looked through: of twelve million, about 1,200 have the same four last digits. */
const alikePoints = 20_000
/** Of the leads with one given name, so many are looked through where the index of names does not help. */
const namesakes = 2_000

/** Hits within reach; by name the most alike first. */
export async function searchLeads(reader: Reader, reach: LeadReach, search: Search, limit: number): Promise<SummaryRow[]> {
  if (search.by !== 'name') return searchPoints(reader, reach, search, limit)
  const hits = await searchNewest(reader, reach, search.text, limit)
  return hits.length === limit || (!search.indexed && search.keys.length === 0) ? hits : searchNames(reader, reach, search, limit)
}

type PointSearch = Extract<Search, { by: 'phone-suffix' | 'email-prefix' }>
function searchPoints(reader: Reader, reach: LeadReach, { by, text }: PointSearch, limit: number): Promise<SummaryRow[]> {
  // Bounds instead of a pattern: a plan that was made before the text was known finds them in the index as well.
  const begins = (column: SQL, start: SQL) => sql`${column} ~>=~ ${start} and ${column} ~<~ (${start} || chr(1114111))`
  const wanted =
    by === 'phone-suffix'
      ? sql`p.kind = 'phone' and ${begins(sql`reverse(p.value)`, sql`reverse(${text}::text)`)}`
      : sql`p.kind = 'email' and p.role = 'identifying' and ${begins(sql`p.value`, sql`${text}::text`)}`
  return rows<SummaryRow>(
    reader,
    sql`with points as (select p.lead_id as id from leads.contact_points p where ${wanted} limit ${sql.raw(`${alikePoints}`)}),
        live as (select distinct l.id from points p join leads.leads m on m.id = p.id join leads.leads l on l.id = m.root_id
                 where l.status <> 'withdrawn' and ${withinReach(reach)})
        select ${summaryColumns} from live join leads.leads l on l.id = live.id order by l.last_activity_at desc, l.id desc limit ${limit}`,
  )
}

/** A name that many have: asking the index for it would bring a tenth of the pool together to show one page. */
function searchNewest(reader: Reader, reach: LeadReach, text: string, limit: number): Promise<SummaryRow[]> {
  // With the name: joining them to their rows again is what a planner makes a walk of.
  const branches = newestOf(reach, (perMember) => (perMember ? newestOfMember : newest), shown, sql`full_name`)
  if (branches.length === 0) return Promise.resolve([])
  return rows<SummaryRow>(
    reader,
    sql`with newest as (${sql.join(branches, sql` union `)}),
        hits as (select id, full_name <-> ${text} as distance, last_activity_at from newest
                 where full_name ilike ${`%${literal(text)}%`} order by distance, last_activity_at desc, id desc limit ${limit})
        select ${summaryColumns} from hits join leads.leads l on l.id = hits.id order by hits.distance, l.last_activity_at desc, l.id desc`,
  )
}

/**
 * Reach is asked before the number is bounded, so that the leads of others do not crowd out the caller's. What the trigram
 * index cannot serve (two letters, a script that the server's locale has no letters of) is looked for among those of the
 * given name, because without an index it would be looked for among all.
 */
function searchNames(reader: Reader, reach: LeadReach, search: Extract<Search, { by: 'name' }>, limit: number): Promise<SummaryRow[]> {
  const { text, indexed, keys } = search
  const alike = sql`l.full_name ilike ${`%${literal(text)}%`}`
  const named = sql`(select * from leads.leads l where l.root_id = l.id and l.name_key <> '' and l.name_key = any(${texts(keys)}) and ${withinReach(reach)} limit ${namesakes})`
  const [table, wanted] = indexed ? [sql`leads.leads`, sql`l.root_id = l.id and ${alike} and ${withinReach(reach)}`] : [named, alike]
  return rows<SummaryRow>(
    reader,
    sql`with alike as (select l.id, l.full_name <-> ${text} as distance, l.last_activity_at from ${table} l
                       where ${wanted} and l.status <> 'withdrawn' limit ${candidates}),
        hits as (select * from alike order by distance, last_activity_at desc, id desc limit ${limit})
        select ${summaryColumns} from hits join leads.leads l on l.id = hits.id order by hits.distance, l.last_activity_at desc, l.id desc`,
  )
}

/** Text inside a pattern. */
function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
}

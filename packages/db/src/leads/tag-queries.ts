import { sql } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface TagRow extends Record<string, unknown> {
  id: string
  slug: string
  label: string
  retired_at: Date | null
}

export async function findTag(reader: Reader, slug: string): Promise<TagRow | undefined> {
  const [tag] = await rows<TagRow>(reader, sql`select id, slug, label, retired_at from leads.tags where slug = ${slug}`)
  return tag
}

/** A retired slug may be made again: it comes back with its leads. */
export async function insertTag(tx: Tx, tag: { id: string; slug: string; label: string }): Promise<TagRow | undefined> {
  const [made] = await rows<TagRow>(
    tx,
    sql`insert into leads.tags as t (id, slug, label) values (${tag.id}::uuid, ${tag.slug}, ${tag.label})
        on conflict on constraint tags_slug_key do update set label = excluded.label, retired_at = null where t.retired_at is not null
        returning id, slug, label, retired_at`,
  )
  return made
}

export async function setTag(tx: Tx, slug: string, set: { label?: string; retiredAt?: Date }): Promise<TagRow | undefined> {
  const [tag] = await rows<TagRow>(
    tx,
    sql`update leads.tags set label = coalesce(${set.label ?? null}::text, label), retired_at = coalesce(${set.retiredAt?.toISOString() ?? null}::timestamptz, retired_at)
        where slug = ${slug} and retired_at is null returning id, slug, label, retired_at`,
  )
  return tag
}

/** Answers the leads that did not have the tag before. */
export async function putTag(tx: Tx, leadIds: readonly string[], tagId: string, at: Date): Promise<string[]> {
  const put = await rows<{ lead_id: string }>(
    tx,
    sql`insert into leads.lead_tags (lead_id, tag_id, at) select id, ${tagId}::uuid, ${at.toISOString()}::timestamptz from unnest(${uuids(leadIds)}) id order by id
        on conflict on constraint lead_tags_pkey do nothing returning lead_id`,
  )
  return put.map((row) => row.lead_id)
}

/** Answers the leads that had it. */
export async function takeTag(tx: Tx, leadIds: readonly string[], tagId: string): Promise<string[]> {
  const taken = await rows<{ lead_id: string }>(
    tx,
    sql`delete from leads.lead_tags where tag_id = ${tagId}::uuid and lead_id = any(${uuids(leadIds)}) returning lead_id`,
  )
  return taken.map((row) => row.lead_id)
}

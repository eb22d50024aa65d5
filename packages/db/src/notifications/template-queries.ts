import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'

export interface TemplateAddress {
  readonly code: string
  readonly channel: string
  readonly locale: string
}
export interface VersionRow extends Record<string, unknown> {
  template_id: string
  version: number
  state: 'draft' | 'published' | 'retired'
  subject: string
  html: string | null
  text: string | null
  variables: string[]
  checksum: string
  created_at: Date
  published_at: Date | null
}
const columns = sql.raw(
  'v.template_id, v.version, v.state, v.subject, v.html, v.text, v.variables, v.checksum, v.created_at, v.published_at',
)
const of = ({ code, channel, locale }: TemplateAddress) => sql`t.code = ${code} and t.channel = ${channel} and t.locale = ${locale}`

/** Finds or makes the template and keeps others from adding versions to it until the commit. */
export async function lockTemplate(tx: Tx, id: string, address: TemplateAddress, now: Date): Promise<string> {
  await rows(
    tx,
    sql`insert into notifications.templates (id, code, channel, locale, created_at) values (${id}::uuid, ${address.code}, ${address.channel}, ${address.locale}, ${now.toISOString()}::timestamptz)
        on conflict on constraint templates_code_key do nothing`,
  )
  const [row] = await rows<{ id: string }>(tx, sql`select t.id from notifications.templates t where ${of(address)} for update`)
  return row?.id ?? id
}

export async function insertVersion(
  tx: Tx,
  draft: {
    templateId: string
    subject: string
    html: string | null
    text: string | null
    variables: readonly string[]
    checksum: string
    now: Date
  },
): Promise<VersionRow | undefined> {
  const [row] = await rows<VersionRow>(
    tx,
    sql`insert into notifications.template_versions as v (template_id, version, state, subject, html, text, variables, checksum, created_at)
        select ${draft.templateId}::uuid, coalesce(max(o.version), 0) + 1, 'draft', ${draft.subject}, ${draft.html}, ${draft.text}, ${JSON.stringify(draft.variables)}::text::jsonb, ${draft.checksum}, ${draft.now.toISOString()}::timestamptz
        from notifications.template_versions o where o.template_id = ${draft.templateId}::uuid
        returning ${columns}`,
  )
  return row
}

export async function findVersion(reader: Reader, address: TemplateAddress, version: number): Promise<VersionRow | undefined> {
  const [row] = await rows<VersionRow>(
    reader,
    sql`select ${columns} from notifications.template_versions v join notifications.templates t on t.id = v.template_id where ${of(address)} and v.version = ${version}`,
  )
  return row
}

/** What is published for a code, in the first of these locales that has something. */
export async function findPublished(
  reader: Reader,
  code: string,
  channel: string,
  locales: readonly string[],
): Promise<(VersionRow & { locale: string }) | undefined> {
  const [row] = await rows<VersionRow & { locale: string }>(
    reader,
    sql`select ${columns}, t.locale from notifications.templates t join notifications.template_versions v on v.template_id = t.id and v.state = 'published'
        where t.code = ${code} and t.channel = ${channel} and t.locale = any(${texts(locales)}) order by array_position(${texts(locales)}, t.locale) limit 1`,
  )
  return row
}

export async function retirePublished(tx: Tx, templateId: string): Promise<number | undefined> {
  const [row] = await rows<{ version: number }>(
    tx,
    sql`update notifications.template_versions set state = 'retired' where template_id = ${templateId}::uuid and state = 'published' returning version`,
  )
  return row?.version
}

/** Publishes a draft; undefined when it is none any more. */
export async function publishVersion(tx: Tx, templateId: string, version: number, now: Date): Promise<VersionRow | undefined> {
  const [row] = await rows<VersionRow>(
    tx,
    sql`update notifications.template_versions v set state = 'published', published_at = ${now.toISOString()}::timestamptz
        where template_id = ${templateId}::uuid and version = ${version} and state = 'draft' returning ${columns}`,
  )
  return row
}

export interface TemplateSummary extends Record<string, unknown> {
  code: string
  channel: string
  locale: string
  latest: number
  published: number | null
  subject: string | null
}
/** Templates are as many as kinds and languages: one list, no pages. */
export function listTemplateRows(reader: Reader, code: string | undefined): Promise<TemplateSummary[]> {
  return rows<TemplateSummary>(
    reader,
    sql`select t.code, t.channel, t.locale, max(v.version) as latest, max(v.version) filter (where v.state = 'published') as published, max(v.subject) filter (where v.state = 'published') as subject
        from notifications.templates t join notifications.template_versions v on v.template_id = t.id
        where ${code === undefined ? sql`true` : sql`t.code = ${code}`} group by t.id order by t.code, t.channel, t.locale`,
  )
}

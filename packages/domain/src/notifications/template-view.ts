import { TemplateVersion, type TemplateVersion as VersionView } from '@mas/contracts/notifications'
import type { VersionRow } from '@mas/db/notifications'

export function versionOf(row: VersionRow): VersionView {
  const { version, state, subject, html, text, variables, checksum } = row
  return TemplateVersion.parse({
    templateId: row.template_id,
    version,
    state,
    subject,
    html,
    text,
    variables,
    checksum,
    createdAt: row.created_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
  })
}

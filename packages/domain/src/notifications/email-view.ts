import { Email, type Email as EmailView } from '@mas/contracts/notifications'
import type { EmailRow } from '@mas/db/notifications'

/** A mail as administrators see it. */
export function emailOf(row: EmailRow): EmailView {
  return Email.parse({
    id: row.id,
    intentId: row.intent_id,
    kind: row.kind,
    platform: row.platform,
    userId: row.user_id,
    to: row.to_address,
    subject: row.subject,
    templateVersion: row.template_version,
    list: row.list_code,
    state: row.state,
    dueAt: row.due_at.toISOString(),
    attempts: row.attempts,
    lastError: row.last_error,
    messageId: row.message_id,
    resendOf: row.resend_of,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
  })
}

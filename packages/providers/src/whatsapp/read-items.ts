import type { InboundItem } from '@mas/kernel/ports/inbound-webhook'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { keyOf } from '../inbound/read-body.ts'

const Value = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string().min(1), type: z.string().optional() })).optional(),
  statuses: z.array(z.looseObject({ id: z.string().min(1), status: z.string().min(1) })).optional(),
  contacts: z.array(z.looseObject({})).optional(),
})
const Change = z.looseObject({ field: z.string().min(1), value: Value })
const Entry = z.looseObject({ id: z.string(), time: z.union([z.number(), z.string()]).optional(), changes: z.array(Change) })
export const Notification = z.looseObject({ object: z.string(), entry: z.array(Entry) })

type Notification = z.infer<typeof Notification>
type Entry = Notification['entry'][number]
type Change = Entry['changes'][number]
interface Found {
  readonly dedupeKey: string
  readonly type: string
  /** What of the change is about this item. */
  readonly value: Readonly<Record<string, unknown>>
}

/**
 * Each message, each status and each other change is a fact of its own. Of a body with several, each keeps the part that
 * is about it: a thousand copies of the whole would be a thousand times its size.
 */
export function itemsOf({ entry, ...envelope }: Notification): readonly InboundItem[] {
  const found = entry.flatMap((one) => one.changes.flatMap((change) => factsOf(one, change).map((fact) => ({ one, change, fact }))))
  return found.map(({ one, change, fact: { dedupeKey, type, value } }) => {
    if (found.length === 1) return { dedupeKey, type }
    const { changes: _, ...about } = one
    const part = { ...lean(envelope), entry: [{ ...lean(about), changes: [{ field: change.field, value }] }] }
    return { dedupeKey, type, part: Buffer.from(JSON.stringify(part)) }
  })
}

/** What stands around the facts and would be repeated for each: whose account and number, not whatever else may come. */
function lean(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => (JSON.stringify(value) ?? '').length <= mostAround))
}
const mostAround = 500

function factsOf(entry: Entry, change: Change): readonly Found[] {
  const { messages, statuses, contacts, ...rest } = change.value
  if (messages === undefined && statuses === undefined) return [changeOf(entry, change)]
  const around = lean(rest)
  const known = new Map(contacts?.map((contact) => [contact['wa_id'], contact]))
  const about = (who: unknown) => {
    const contact = known.get(who)
    return contact === undefined ? {} : { contacts: [contact] }
  }
  return [
    ...(messages ?? []).map((message) => ({
      dedupeKey: message.id,
      type: `message.${message.type ?? 'unknown'}`,
      value: { ...around, ...about(message['from']), messages: [message] },
    })),
    ...(statuses ?? []).map((status) => ({
      dedupeKey: keyOf(status.id, status.status),
      type: `status.${status.status}`,
      value: { ...around, ...about(status['recipient_id']), statuses: [status] },
    })),
  ]
}

/** Of a template, a number or the account: whose it is, about what, which change, and when. */
function changeOf({ id, time = '' }: Entry, { field, value }: Change): Found {
  const word = (name: string) => (typeof value[name] === 'string' || typeof value[name] === 'number' ? String(value[name]) : '')
  const about = word('message_template_id') || word('phone_number_id') || word('display_phone_number')
  const what = word('event') || word('new_quality_score') || word('new_category')
  // Fields that name neither are told apart by all that they say.
  const rest = about === '' || what === '' ? createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32) : ''
  return { dedupeKey: keyOf(id, field, about, what, String(time), rest), type: `${field}${what === '' ? '' : `.${what}`}`, value }
}

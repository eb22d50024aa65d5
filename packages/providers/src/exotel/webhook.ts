import type { InboundDelivery, InboundItem } from '@mas/kernel/ports/inbound-webhook'
import { z } from 'zod'
import { pathWebhook } from '../inbound/path-webhook.ts'
import { keyOf, readJson } from '../inbound/read-body.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Leg = z.looseObject({ Status: z.string().nullish() })
const Callback = z.looseObject({
  CallSid: z.string().optional(),
  SmsSid: z.string().optional(),
  EventType: z.string().nullish(),
  Status: z.string().nullish(),
  DetailedStatus: z.string().nullish(),
  Legs: z.array(Leg).optional(),
})
type Callback = z.infer<typeof Callback>

/**
 * Exotel: nothing is signed, so the secret stands in the path and the body only wakes us. Callbacks come as a form, in
 * which legs are literally `Legs[0][Status]`, or as JSON with a list.
 */
export const exotel: InboundVendor = {
  provider: 'exotel',
  family: 'other',
  verifier: ({ secrets }) =>
    pathWebhook({
      provider: 'exotel',
      secrets,
      itemsOf: async (delivery) => {
        const told = await readCallback(delivery)
        return told && itemsOf(told)
      },
    }),
  sandboxSecret: 'mas-sandbox-exotel',
  story: (id) => [
    formOf(id, 'answered', 'in-progress', ['in-progress', '']),
    formOf(id, 'answered', 'in-progress', ['in-progress', 'in-progress']),
    formOf(id, 'terminal', 'completed', ['completed', 'completed']),
  ],
  sign: (body, { secret }) => ({
    method: 'POST',
    path: `/${secret}/call`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  }),
}

function itemsOf({ CallSid, SmsSid, EventType, Status, DetailedStatus, Legs }: Callback): readonly InboundItem[] | undefined {
  if (SmsSid !== undefined)
    return [{ dedupeKey: keyOf('sms', SmsSid, Status ?? '', DetailedStatus ?? ''), type: `sms.${Status ?? 'status'}` }]
  if (CallSid === undefined) return undefined
  const legs = [0, 1].map((leg) => Legs?.[leg]?.Status ?? '')
  return [{ dedupeKey: keyOf(CallSid, EventType ?? '', Status ?? '', ...legs), type: `call.${EventType ?? Status ?? 'status'}` }]
}

async function readCallback({ raw, headers }: InboundDelivery): Promise<Callback | undefined> {
  const type = headers.get('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return readJson(raw, Callback)
  const form = await new Response(Buffer.from(raw), { headers: { 'content-type': type } }).formData().catch(() => undefined)
  if (form === undefined) return undefined
  const text = (name: string) =>
    z
      .string()
      .optional()
      .catch(undefined)
      .parse(form.get(name) ?? undefined)
  const names = ['CallSid', 'SmsSid', 'EventType', 'Status', 'DetailedStatus'] as const
  return {
    ...Object.fromEntries(names.map((name) => [name, text(name)])),
    Legs: [0, 1].map((leg) => ({ Status: text(`Legs[${leg}][Status]`) })),
  }
}

function formOf(id: string, event: string, status: string, legs: readonly string[]): string {
  const fields = { CallSid: id, EventType: event, Status: status, Direction: 'outbound-api', From: '09800000001', To: '09800000002' }
  const legFields = legs.map((leg, at): [string, string] => [`Legs[${at}][Status]`, leg])
  return new URLSearchParams([...Object.entries(fields), ...legFields]).toString()
}

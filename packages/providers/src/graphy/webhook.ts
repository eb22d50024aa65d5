import { z } from 'zod'
import { pathWebhook } from '../inbound/path-webhook.ts'
import { readJson } from '../inbound/read-body.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

/** Nothing is published about the bodies; these are the names that senders of its kind give an event. */
const Told = z.looseObject({ event: z.string().optional().catch(undefined), type: z.string().optional().catch(undefined) })

/** Graphy: unsigned, with a body nobody describes and no id: the same bytes are the same fact, and a hint at most. */
export const graphy: InboundVendor = {
  provider: 'graphy',
  family: 'other',
  verifier: ({ secrets }) =>
    pathWebhook({
      provider: 'graphy',
      secrets,
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Told)
        return [{ dedupeKey: '', type: told?.event ?? told?.type ?? 'hint' }]
      },
    }),
  sandboxSecret: 'mas-sandbox-graphy',
  story: (id) => [
    JSON.stringify({ event: 'learner.created', learner: { id: id.slice(0, 24), email: 'asha@people.example' } }),
    JSON.stringify({ event: 'course.completed', learner: { id: id.slice(0, 24), email: 'asha@people.example' } }),
  ],
  sign: (body, { secret }) => ({ method: 'POST', path: `/${secret}`, headers: { 'content-type': 'application/json' }, body }),
}

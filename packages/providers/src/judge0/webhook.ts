import { z } from 'zod'
import { pathWebhook } from '../inbound/path-webhook.ts'
import { readJson } from '../inbound/read-body.ts'
import type { InboundVendor } from '../inbound/vendor.ts'

const Submission = z.looseObject({ token: z.string().min(1), status: z.looseObject({ id: z.int() }).optional() })

/** Judge0: a submission is told by PUT, unsigned, as a hint: its outcome is read again by its token. */
export const judge0: InboundVendor = {
  provider: 'judge0',
  family: 'other',
  verifier: ({ secrets }) =>
    pathWebhook({
      provider: 'judge0',
      secrets,
      itemsOf: ({ raw }) => {
        const told = readJson(raw, Submission)
        return told && [{ dedupeKey: told.token, type: told.status === undefined ? 'submission' : `status-${told.status.id}` }]
      },
    }),
  sandboxSecret: 'mas-sandbox-judge0',
  story: (id) => [JSON.stringify({ token: id, stdout: 'NDIK', time: '0.01', memory: 3_220, status: { id: 3, description: 'Accepted' } })],
  sign: (body, { secret }) => ({ method: 'PUT', path: `/${secret}`, headers: { 'content-type': 'application/json' }, body }),
}

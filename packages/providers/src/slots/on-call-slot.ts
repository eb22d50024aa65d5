import { z } from 'zod'
import { sandboxOnCall } from '../on-call/index.ts'
import { Secret } from './secret.ts'
import { sandboxOrigin, unreadable, VendorUrl, type Slot, type SlotReader } from './slot-reader.ts'

export interface OnCallConfig {
  readonly url: string
  readonly secret: Secret
}

const Live = z.object({
  ON_CALL_URL: VendorUrl,
  ON_CALL_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
    .refine((text) => Buffer.from(text.slice('whsec_'.length), 'base64').length >= 24, 'needs at least 24 bytes'),
})

/** Who is woken when the records do not add up. Off until an address is given: then it is a log line of level error only. */
export function readOnCallSlot(reader: SlotReader): Slot<OnCallConfig> {
  const mode = reader.mode('ON_CALL_MODE', reader.has('ON_CALL_URL'), 'off')
  if (mode === 'off') return { mode, note: 'set ON_CALL_URL and ON_CALL_SECRET; until then incidents are log lines of level error' }
  if (mode === 'sandbox') {
    const origin = sandboxOrigin(reader)
    if (origin === undefined) return unreadable
    const url = `${origin}/webhook-receiver/${sandboxOnCall.receiver}`
    return { mode, note: url, config: { url, secret: new Secret(sandboxOnCall.secret) } }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  return { mode, note: new URL(read.ON_CALL_URL).host, config: { url: read.ON_CALL_URL, secret: new Secret(read.ON_CALL_SECRET) } }
}

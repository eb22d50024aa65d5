import { z } from 'zod'
import { sandboxHumanCheck } from '../human-check/sandbox-site.ts'
import { Secret } from './secret.ts'
import { sandboxOrigin, unreadable, VendorUrl, type Slot, type SlotReader } from './slot-reader.ts'

export interface HumanCheckConfig {
  readonly verifyUrl: string
  readonly secret: Secret
  readonly hostnames: readonly string[]
}

const Live = z.object({
  HUMAN_CHECK_SECRET: z.string(),
  HUMAN_CHECK_HOSTNAMES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    )
    .refine((hosts) => hosts.length > 0, 'must name at least one host'),
  HUMAN_CHECK_URL: VendorUrl.default('https://challenges.cloudflare.com/turnstile/v0/siteverify'),
})

/** The check that a form was sent by a person. */
export function readHumanCheckSlot(reader: SlotReader): Slot<HumanCheckConfig> {
  const mode = reader.mode('HUMAN_CHECK_MODE', reader.has('HUMAN_CHECK_SECRET'))
  if (mode === 'off') return { mode, note: 'set HUMAN_CHECK_SECRET and HUMAN_CHECK_HOSTNAMES; until then the throttle waits longer' }
  if (mode === 'sandbox') {
    const origin = sandboxOrigin(reader)
    if (origin === undefined) return unreadable
    const verifyUrl = `${origin}/turnstile/v0/siteverify`
    const { secret, hostname } = sandboxHumanCheck
    return {
      mode,
      note: `${origin}/turnstile`,
      config: { verifyUrl, secret: new Secret(secret), hostnames: [hostname] },
    }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  const verifyUrl = read.HUMAN_CHECK_URL
  const config = { verifyUrl, secret: new Secret(read.HUMAN_CHECK_SECRET), hostnames: read.HUMAN_CHECK_HOSTNAMES }
  return { mode, note: new URL(verifyUrl).host, config }
}

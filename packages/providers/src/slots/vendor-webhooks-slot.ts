import { z } from 'zod'
import type { InboundSecrets } from '../inbound/secrets.ts'
import type { InboundVendor } from '../inbound/vendor.ts'
import { inboundVendors } from '../inbound/vendors.ts'
import { inboundSettings, previousOf, type InboundVariables } from './inbound-variables.ts'
import { Secret } from './secret.ts'
import { sandboxOrigin, unreadable, type Slot, type SlotReader } from './slot-reader.ts'

/** One vendor that is listened to. */
export interface ListenedVendor {
  readonly vendor: InboundVendor
  readonly current: Secret
  readonly previous?: { readonly secret: Secret; readonly rotatedAt: Date }
  readonly extra?: Secret
  /** Of a vendor in the sandbox. */
  readonly sandboxUrl?: string
}
export interface VendorWebhooksConfig {
  readonly vendors: readonly ListenedVendor[]
}

/**
 * Whoever calls us and has no slot of its own. A vendor with a secret is live, without one it is in the sandbox or off;
 * the mode, where it is written, says the same for all.
 */
export function readVendorWebhooksSlot(reader: SlotReader): Slot<VendorWebhooksConfig> {
  const mode = reader.mode('VENDOR_WEBHOOKS_MODE', false)
  const isWritten = reader.has('VENDOR_WEBHOOKS_MODE')
  if (isWritten && mode === 'off') return { mode, note: 'nobody is listened to' }
  const given = isWritten && mode === 'sandbox' ? [] : inboundSettings.filter(({ variable }) => reader.has(variable))
  const live = given.flatMap((settings) => readLive(reader, settings) ?? [])
  if (mode === 'sandbox') {
    const url = sandboxOrigin(reader)
    if (url === undefined) return unreadable
    const others = inboundVendors.filter(({ provider }) => !given.some((one) => one.provider === provider))
    const vendors = [...live, ...others.map((vendor) => inSandbox(vendor, url))]
    return live.length === 0
      ? { mode, note: `${url}/vendor-webhooks`, config: { vendors } }
      : { mode: 'live', note: `${named(live)}; the others in the sandbox`, config: { vendors } }
  }
  return live.length === 0
    ? { mode: 'off', note: 'no vendor has a secret here' }
    : { mode: 'live', note: named(live), config: { vendors: live } }
}

const named = (vendors: readonly ListenedVendor[]) => vendors.map(({ vendor }) => vendor.provider).join(', ')

function inSandbox(vendor: InboundVendor, sandboxUrl: string): ListenedVendor {
  const extra = vendor.sandboxExtra === undefined ? {} : { extra: new Secret(vendor.sandboxExtra) }
  return { vendor, current: new Secret(vendor.sandboxSecret), sandboxUrl, ...extra }
}

const Previous = z
  .string()
  .regex(/^\S+ \S+$/, 'must be the instant of the rotation, a space and the secret before')
  .transform((text, context) => {
    const [instant = '', secret = ''] = text.split(' ')
    if (!z.iso.datetime({ offset: true }).safeParse(instant).success)
      context.addIssue('must begin with an instant like 2026-11-23T10:00:00Z')
    return { rotatedAt: new Date(instant), secret }
  })

function readLive(reader: SlotReader, settings: InboundVariables): ListenedVendor | undefined {
  const { variable, shape, wrong, provider } = settings
  const vendor = inboundVendors.find((one) => one.provider === provider)
  const current = reader.parse(z.object({ [variable]: z.string().regex(shape, wrong) }))?.[variable]
  const previous = readPrevious(reader, settings)
  const extra = provider === 'whatsapp' ? reader.parse(z.object({ WHATSAPP_VERIFY_TOKEN: VerifyToken }))?.WHATSAPP_VERIFY_TOKEN : undefined
  if (vendor === undefined || current === undefined) return undefined
  return {
    vendor,
    current: new Secret(current),
    ...(previous !== undefined && { previous: { secret: new Secret(previous.secret), rotatedAt: previous.rotatedAt } }),
    ...(extra !== undefined && { extra: new Secret(extra) }),
  }
}

const VerifyToken = z.string().min(16, 'needs at least 16 characters').optional()

function readPrevious(reader: SlotReader, settings: InboundVariables): z.infer<typeof Previous> | undefined {
  const name = previousOf(settings)
  if (name === 'SNS_TOPIC_ARNS_PREVIOUS' || !reader.has(name)) return undefined
  const previous = reader.parse(z.object({ [name]: Previous }))?.[name]
  if (previous !== undefined && !settings.shape.test(previous.secret)) reader.reject(name, settings.wrong)
  return previous
}

/** The secrets as a verifier takes them. */
export function secretsOf({ current, previous }: ListenedVendor): InboundSecrets {
  return {
    current: current.reveal(),
    ...(previous !== undefined && { previous: { secret: previous.secret.reveal(), rotatedAt: previous.rotatedAt } }),
  }
}

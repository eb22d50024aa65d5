import { z } from 'zod'
import { sandboxGoogleClient } from '../google-identity/sandbox-client.ts'
import { Secret } from './secret.ts'
import { sandboxOrigin, unreadable, VendorUrl, type Slot, type SlotReader } from './slot-reader.ts'

export interface GoogleConfig {
  readonly discoveryUrl: string
  readonly clientId: string
  readonly clientSecret: Secret
  readonly appClientIds: readonly string[]
}

const path = '/.well-known/openid-configuration'
const listed = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  )
  .refine((ids) => ids.every((id) => /^[\w.-]+$/.test(id)), 'must be client ids separated by commas')
const Live = z.object({
  GOOGLE_CLIENT_ID: z.string(),
  GOOGLE_CLIENT_SECRET: z.string(),
  GOOGLE_APP_CLIENT_IDS: listed.default([]),
  GOOGLE_DISCOVERY_URL: VendorUrl.refine((url) => url.endsWith(path), `must end in ${path}`).default(`https://accounts.google.com${path}`),
})

/** Sign-in with Google. */
export function readGoogleSlot(reader: SlotReader): Slot<GoogleConfig> {
  const mode = reader.mode('GOOGLE_MODE', reader.has('GOOGLE_CLIENT_ID') || reader.has('GOOGLE_CLIENT_SECRET'))
  if (mode === 'off') return { mode, note: 'set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET' }
  if (mode === 'sandbox') {
    const origin = sandboxOrigin(reader)
    if (origin === undefined) return unreadable
    const { clientId, clientSecret, appClientIds } = sandboxGoogleClient
    const config = { discoveryUrl: `${origin}/google${path}`, clientId, clientSecret: new Secret(clientSecret), appClientIds }
    return { mode, note: `${origin}/google`, config }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  return {
    mode,
    note: new URL(read.GOOGLE_DISCOVERY_URL).host,
    config: {
      discoveryUrl: read.GOOGLE_DISCOVERY_URL,
      clientId: read.GOOGLE_CLIENT_ID,
      clientSecret: new Secret(read.GOOGLE_CLIENT_SECRET),
      appClientIds: read.GOOGLE_APP_CLIENT_IDS,
    },
  }
}

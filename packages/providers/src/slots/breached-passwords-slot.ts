import { z } from 'zod'
import { sandboxOrigin, unreadable, VendorUrl, type Slot, type SlotReader } from './slot-reader.ts'

export interface BreachedPasswordsConfig {
  readonly url: string
}

const Live = z.object({
  BREACHED_PASSWORDS_URL: VendorUrl.transform((url) => url.replace(/\/+$/, '')).default('https://api.pwnedpasswords.com'),
})

/** The look-up of leaked passwords. Without a key to tell that it is wanted, live must be written out. */
export function readBreachedPasswordsSlot(reader: SlotReader): Slot<BreachedPasswordsConfig> {
  const mode = reader.mode('BREACHED_PASSWORDS_MODE', false)
  if (mode === 'off') return { mode, note: 'set BREACHED_PASSWORDS_MODE=live; until then only the bundled list applies' }
  if (mode === 'sandbox') {
    const origin = sandboxOrigin(reader)
    return origin === undefined ? unreadable : { mode, note: `${origin}/hibp`, config: { url: `${origin}/hibp` } }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  return { mode, note: new URL(read.BREACHED_PASSWORDS_URL).host, config: { url: read.BREACHED_PASSWORDS_URL } }
}

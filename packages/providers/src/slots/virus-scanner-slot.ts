import { z } from 'zod'
import { Port, unreadable, type Slot, type SlotReader } from './slot-reader.ts'

export interface VirusScannerConfig {
  readonly host: string
  readonly port: number
}

const Live = z.object({
  CLAMD_HOST: z.string().regex(/^[\w.-]+$|^\[[0-9a-f:]+\]$/i, 'must be a host name or address'),
  CLAMD_PORT: Port.default(3310),
})

/** Who looks for viruses. clamd has no keys and no TLS, so it belongs into the same private network. */
export function readVirusScannerSlot(reader: SlotReader): Slot<VirusScannerConfig> {
  const without = reader.has('SANDBOX_CLAMD_PORT') ? 'sandbox' : 'off'
  const mode = reader.mode('VIRUS_SCANNER_MODE', reader.has('CLAMD_HOST'), without)
  if (mode === 'off') return { mode, note: 'set CLAMD_HOST; until then files are stored unscanned, and those of strangers wait' }
  if (mode === 'sandbox') {
    const read = reader.parse(z.object({ SANDBOX_CLAMD_PORT: Port }))
    if (read === undefined) return unreadable
    const config = { host: '127.0.0.1', port: read.SANDBOX_CLAMD_PORT }
    return { mode, note: `clamd at 127.0.0.1:${config.port}`, config }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  return { mode, note: `clamd at ${read.CLAMD_HOST}:${read.CLAMD_PORT}`, config: { host: read.CLAMD_HOST, port: read.CLAMD_PORT } }
}

import { createHmac, timingSafeEqual } from 'node:crypto'

const stepMs = 30_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4226: the code of one counter value. */
export function codeOf(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const binary = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7f_ff_ff_ff
  return (binary % 10 ** digits).toString().padStart(digits, '0')
}

export function stepAt(nowMs: number): number {
  return Math.floor(nowMs / stepMs)
}

/** The step this code stands for: the present one or the one before, and later than the last that was accepted (RFC 6238, 5.2). */
export function acceptedStep(secret: Uint8Array, code: string, lastStep: number, nowMs: number): number | undefined {
  const now = stepAt(nowMs)
  return [now, now - 1].find((step) => step > lastStep && same(codeOf(secret, step), code))
}

/** RFC 4648 without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0
  let held = 0
  let text = ''
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((held >> bits) & 31)
    }
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31)
}

const issuer = 'MAS'
/** What an authenticator app reads from a QR code. */
export function otpauthUri(account: string, secret: Uint8Array): string {
  const label = encodeURIComponent(`${issuer}:${account}`)
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${issuer}&algorithm=SHA1&digits=6&period=30`
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

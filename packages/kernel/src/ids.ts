/**
 * A new UUID version 7: 48 bits of milliseconds, then randomness, so ids sort by creation time and B-trees grow at
 * their right edge. Written here (not Bun's) because domain code also runs on Node.
 */
export function newId(nowMs: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const [high, low] = [Math.floor(nowMs / 2 ** 32), nowMs >>> 0]
  bytes.set([high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low])
  return formatUuid(bytes, 7)
}

/** The same id for the same parts, always (UUID version 8 over SHA-256): redelivery finds what it made before. */
export async function derivedId(...parts: readonly string[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts.join('\u0000')))
  return formatUuid(new Uint8Array(digest), 8)
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The first 16 bytes, with version and variant set. Written out, because a bulk load makes thousands of ids a second. */
function formatUuid(bytes: Uint8Array, version: number): string {
  const hex = (at: number) => hexOf[bytes[at] ?? 0] ?? ''
  const versioned = hexOf[((bytes[6] ?? 0) & 0x0f) | (version << 4)] ?? ''
  const variant = hexOf[((bytes[8] ?? 0) & 0x3f) | 0x80] ?? ''
  return `${hex(0)}${hex(1)}${hex(2)}${hex(3)}-${hex(4)}${hex(5)}-${versioned}${hex(7)}-${variant}${hex(9)}-${hex(10)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`
}

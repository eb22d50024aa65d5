import { readAddress } from './read-address.ts'

/** Not reachable by the public, or not ours to reach (IANA special-purpose registries, and the metadata of clouds). */
const closed4 = blocks(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Azure's host: public by its number, yet it serves every machine there.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
)
/** The only block that is given out to the public; the rest of IPv6 is closed as a whole. */
const open6 = blocks('2000::/3')
const closed6 = blocks('2001::/23', '2001:db8::/32', '3fff::/20')
/** Blocks that carry an IPv4 address, and at which byte: what is carried decides. */
const carriers = [
  ['::ffff:0:0/96', 12],
  ['::ffff:0:0:0/96', 12],
  ['64:ff9b::/96', 12],
  ['2002::/16', 2],
] as const
const carrying = carriers.map(([block, offset]) => ({ block: blockOf(block), offset }))
const loopback = blocks('127.0.0.0/8', '::1/128')

/** Whether anybody on the internet may be meant by this address, in whichever form it hides. */
export function isPublicAddress(text: string): boolean {
  const bytes = readAddress(text)
  if (bytes === undefined) return false
  if (bytes.length === 4) return !isIn(bytes, closed4)
  const carrier = carrying.find(({ block }) => contains(block, bytes))
  if (carrier !== undefined) return !isIn(bytes.slice(carrier.offset, carrier.offset + 4), closed4)
  return isIn(bytes, open6) && !isIn(bytes, closed6) && !isIn(isatapOf(bytes), closed4)
}

export function isLoopbackAddress(text: string): boolean {
  const bytes = readAddress(text)
  return bytes !== undefined && isIn(bytes, loopback)
}

/** ISATAP interface ids end in `0000:5efe` or `0200:5efe` and an IPv4 address; empty for all others. */
function isatapOf(bytes: readonly number[]): readonly number[] {
  const [u, zero, five, fe] = bytes.slice(8, 12)
  return (u === 0 || u === 2) && zero === 0 && five === 0x5e && fe === 0xfe ? bytes.slice(12) : []
}

interface Block {
  readonly bytes: readonly number[]
  readonly bits: number
}

function blocks(...texts: readonly string[]): readonly Block[] {
  return texts.map(blockOf)
}

function blockOf(text: string): Block {
  const [address = '', bits] = text.split('/')
  const bytes = readAddress(address)
  if (bytes === undefined) throw new Error(`${text} is no block of addresses`)
  return { bytes, bits: Number(bits) }
}

function isIn(bytes: readonly number[], list: readonly Block[]): boolean {
  return list.some((block) => contains(block, bytes))
}

function contains(block: Block, bytes: readonly number[]): boolean {
  if (block.bytes.length !== bytes.length) return false
  return block.bytes.every((byte, n) => {
    const bits = Math.min(8, Math.max(0, block.bits - n * 8))
    const mask = (0xff << (8 - bits)) & 0xff
    return ((bytes[n] ?? 0) & mask) === (byte & mask)
  })
}

import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import type { ZipMember } from './zip-members.ts'

/** The bytes of one member as they unpack; undefined where its header or its packing is not what the directory says. */
export async function memberBytes(file: Blob, member: ZipMember): Promise<AsyncIterable<Uint8Array> | undefined> {
  const head = new DataView(await file.slice(member.offset, member.offset + 30).arrayBuffer())
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) return undefined
  const nameAt = member.offset + 30
  const start = nameAt + head.getUint16(26, true) + head.getUint16(28, true)
  // Some programs read these headers instead of the directory; both have to tell of the same member.
  const name = await file.slice(nameAt, nameAt + head.getUint16(26, true)).text()
  const isEncrypted = (head.getUint16(6, true) & 1) === 1
  if (name !== member.name || head.getUint16(8, true) !== member.method || isEncrypted) return undefined
  if (start + member.packedBytes > file.size) return undefined
  const packed = file.slice(start, start + member.packedBytes).stream()
  if (member.method === 0) return packed
  if (member.method !== 8) return undefined
  const source = Readable.from(packed)
  const inflated = source.pipe(createInflateRaw())
  source.on('error', (error) => inflated.destroy(error))
  return inflated
}

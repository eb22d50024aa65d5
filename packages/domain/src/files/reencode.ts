import { createHash } from 'node:crypto'
import type { ObjectRow } from '@mas/db/files'
import { fail, type Ctx } from '@mas/kernel'
import { arrivalKey } from './create-ticket.ts'
import { maxPixels } from './purposes.ts'

export interface MadePicture {
  readonly size: number
  readonly sha256: string
  readonly width: number
  readonly height: number
}

/** Puts the picture made from the uploaded one into its place (rule 11); undefined where no picture can be made of it. */
export async function reencode(ctx: Ctx, row: ObjectRow): Promise<MadePicture | undefined> {
  const { fileStore, imageCodec } = ctx.ports
  const raw = await fileStore.open(arrivalKey(row))
  if (raw === undefined) throw fail('files.store-unavailable')
  const type = row.type
  if (type !== 'image/jpeg' && type !== 'image/png' && type !== 'image/webp') return undefined
  const made = await imageCodec.reencode(new Uint8Array(await raw.arrayBuffer()), type, maxPixels)
  if (made === undefined) return undefined
  const sha256 = createHash('sha256').update(made.bytes).digest('hex')
  const { width, height, bytes } = made
  const put = await fileStore.put(row.storage_key, once(bytes), bytes.length)
  if (put.outcome === 'differs') {
    // An earlier try with another release of the encoder; nobody has seen its picture.
    await fileStore.delete(row.storage_key)
    throw fail('files.store-unavailable')
  }
  return { size: bytes.length, sha256, width, height }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

import type { Ctx } from '@mas/kernel'
import { arrivalKey } from './create-ticket.ts'
import type { HeldFile } from './held-ticket.ts'
import { partBytes } from './part-rules.ts'

export const ticketHeader = 'x-upload-ticket'

const partSeconds = 15 * 60
const putSeconds = 3_600

export interface Address {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Where the bytes of a whole file go: straight to the store where it can be held to their number, otherwise through us,
 * where the byte that is one too many stops them.
 */
export async function wholeAddress(ctx: Ctx, held: HeldFile, ticket: string): Promise<Address> {
  const { direct } = ctx.ports.fileStore
  const { id, declared_size: size, declared_type: type, declared_sha256: sha256 } = held.row
  if (direct === undefined || size === null || held.row.state !== 'ticket')
    return { url: `/files/upload/${id}`, headers: { [ticketHeader]: ticket } }
  const seconds = Math.min(putSeconds, secondsLeft(ctx, held))
  return direct.put(arrivalKey(held.row), { size, type, seconds, ...(sha256 !== null && { sha256 }) })
}

export async function partAddress(ctx: Ctx, held: HeldFile, uploadId: string, number: number, ticket: string): Promise<Address> {
  const { direct } = ctx.ports.fileStore
  if (direct === undefined) return { url: `/files/upload/${held.row.id}/parts/${number}`, headers: { [ticketHeader]: ticket } }
  const size = partBytes(held.row.declared_size ?? undefined, number)
  const seconds = Math.min(partSeconds, secondsLeft(ctx, held))
  return direct.part(arrivalKey(held.row), uploadId, number, { seconds, ...(size !== undefined && { size }) })
}

/** Until when an address of a part works. */
export function partExpiry(ctx: Ctx, held: HeldFile): Date {
  return new Date(ctx.clock.now().getTime() + 1000 * Math.min(partSeconds, secondsLeft(ctx, held)))
}

function secondsLeft(ctx: Ctx, { expiresAt }: HeldFile): number {
  return Math.max(1, Math.floor((expiresAt.getTime() - ctx.clock.now().getTime()) / 1000))
}

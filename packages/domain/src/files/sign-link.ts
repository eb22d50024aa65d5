import { actorKey, newId, type Actor, type Ctx } from '@mas/kernel'
import type { ObjectRow } from '@mas/db/files'
import { linkIdOf, linkPath, type Disposition } from './link-rules.ts'
import { cleanName } from './name-rules.ts'

const defaultTtlSeconds = 300

export interface LinkWish {
  readonly fileId: string
  /** 30 to 86 400; 300 unless given. */
  readonly ttlSeconds?: number
  readonly disposition?: Disposition
  /** What the file is to be called by whoever saves it. */
  readonly asName?: string
  /** Whom the link is for; the caller unless given. */
  readonly actor?: Actor
}

/** Signs; nothing is written and nothing but the row was read. */
export function signedLink(ctx: Ctx, row: ObjectRow, link: LinkWish): { url: string; expiresAt: Date } {
  const ttlSeconds = Math.min(Math.max(link.ttlSeconds ?? defaultTtlSeconds, 30), 86_400)
  const now = ctx.clock.now()
  const expires = Math.floor(now.getTime() / 1000) + ttlSeconds
  const asName = link.asName === undefined ? undefined : cleanName(link.asName)
  const url = linkPath(ctx.ports.fileKeys, {
    fileId: row.id,
    disposition: link.disposition ?? 'attachment',
    expires,
    linkId: linkIdOf(newId(now.getTime()), actorKey(link.actor ?? ctx.actor), asName),
  })
  return { url, expiresAt: new Date(expires * 1000) }
}

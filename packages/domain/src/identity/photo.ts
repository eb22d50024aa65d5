import { usersByIds } from '@mas/db/identity'
import type { Ctx } from '@mas/kernel'
import { filesFor } from '../files/index.ts'

export const photos = filesFor('identity')

/** Files announced for a photo belong to the person, so that nobody can show somebody else's upload as their own. */
export function photoRef(userId: string): string {
  return `photo-of:${userId}`
}

interface PhotoLink {
  readonly fileId: string
  readonly url: string
  readonly expiresAt: Date
}
/** Part: links to people's photos, for whoever is looking at them now; who has none, or one that is gone, is absent. */
export async function photoLinks(ctx: Ctx, userIds: readonly string[]): Promise<ReadonlyMap<string, PhotoLink>> {
  const links = new Map<string, PhotoLink>()
  for (const { id, photoFileId } of await usersByIds(ctx.db, [...new Set(userIds)])) {
    const file = photoFileId === null ? undefined : await photos.findFile(ctx, photoFileId)
    if (file?.state !== 'stored') continue
    links.set(id, { fileId: file.id, ...(await photos.signLink(ctx, { fileId: file.id, disposition: 'inline' })) })
  }
  return links
}

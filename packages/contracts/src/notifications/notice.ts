import { z } from 'zod'
import { Id, Instant, pageInput, pageOf } from '../core/index.ts'
import { KindCode } from './kinds.ts'

export const Notice = z.object({
  id: Id,
  kind: KindCode,
  title: z.string(),
  body: z.string(),
  link: z.string().nullable().meta({ description: 'Path on our own host' }),
  createdAt: Instant,
  seenAt: Instant.nullable(),
  readAt: Instant.nullable(),
})
export type Notice = z.infer<typeof Notice>

export const ListNoticesInput = z.strictObject({ ...pageInput, show: z.enum(['live', 'unread', 'archived']).default('live') })
export const ListNoticesOutput = pageOf(Notice)
export const GetUnreadCountInput = z.strictObject({})
export const UnreadCount = z.object({ unread: z.int().min(0).meta({ description: 'Unread notices that are not archived' }) })
export const MarkReadInput = z.strictObject({ ids: z.array(Id).min(1).max(200) })
export const ArchiveNoticeInput = z.strictObject({ ids: z.array(Id).min(1).max(200) })
export const MarkUpToInput = z.strictObject({
  upToId: Id.meta({ description: 'The newest notice the person has in view; newer ones stay as they are' }),
})
export const WatchNoticesInput = z.strictObject({})
export const NoticesNow = z.object({ unread: z.int().min(0), latestId: Id.nullable().meta({ description: 'Newest live notice' }) })

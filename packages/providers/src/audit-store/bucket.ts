import { join } from 'node:path'
import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import type { SlotMode } from '@mas/kernel/providers'
import { writeOnceBucket, type BucketOptions } from './write-once-bucket.ts'
import { anchorSinkOver, archiveStoreOver } from './write-once.ts'

/** Anchors and archived months in one bucket with object lock, under `<prefix>anchors/` and `<prefix>archive/`. */
export function bucketAuditStores({ mode, ...options }: BucketOptions & { readonly mode: SlotMode }): {
  readonly anchorSink: AnchorSink
  readonly archiveStore: ArchiveStore
} {
  const under = (folder: string) =>
    writeOnceBucket({ ...options, prefix: `${options.prefix}${folder}/`, spoolFolder: join(options.spoolFolder, 'audit') })
  return { anchorSink: anchorSinkOver(under('anchors'), mode), archiveStore: archiveStoreOver(under('archive'), mode) }
}

import { join } from 'node:path'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import { bucketAuditStores, folderAnchorSink, folderArchiveStore } from '../audit-store/index.ts'
import { createS3 } from '../s3/index.ts'
import type { AuditStoreConfig } from './audit-store-slot.ts'
import type { Slot } from './slot-reader.ts'

interface Deps {
  readonly clock: Clock
  readonly log: Log
  readonly dataDir: string
}

/** The locked bucket that the slot names, or folders. */
export function makeAuditStore(
  slot: Slot<AuditStoreConfig>,
  { clock, log, dataDir }: Deps,
): { readonly anchorSink: AnchorSink; readonly archiveStore: ArchiveStore } {
  if (slot.mode === 'off')
    return {
      anchorSink: folderAnchorSink({ folder: join(dataDir, 'audit-anchors'), mode: 'off' }),
      archiveStore: folderArchiveStore({ folder: join(dataDir, 'audit-archive'), mode: 'off' }),
    }
  const { prefix, retainYears, secretAccessKey, ...bucket } = slot.config
  const s3 = createS3({ ...bucket, secretAccessKey: secretAccessKey.reveal(), clock, log })
  return bucketAuditStores({ mode: slot.mode, s3, prefix, retainYears, clock, spoolFolder: join(dataDir, 'spool') })
}

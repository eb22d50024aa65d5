import { join } from 'node:path'
import type { SlotMode } from '@mas/kernel'
import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import type { AuditStoreFaults } from './sandbox-faults.ts'
import { anchorSinkOver, archiveStoreOver } from './write-once.ts'
import { writeOnceFolder } from './write-once-folder.ts'

interface FolderOptions {
  readonly folder: string
  readonly mode?: SlotMode
  readonly faults?: AuditStoreFaults
}

/** Anchors as files of a local folder. */
export function folderAnchorSink({ folder, mode = 'sandbox', faults }: FolderOptions): AnchorSink {
  return anchorSinkOver(writeOnceFolder(join(folder, 'anchors'), faults), mode)
}

/** Archived months as files of a local folder. */
export function folderArchiveStore({ folder, mode = 'sandbox', faults }: FolderOptions): ArchiveStore {
  return archiveStoreOver(writeOnceFolder(join(folder, 'archive'), faults), mode)
}

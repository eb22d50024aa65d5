import { join } from 'node:path'
import type { SlotMode } from '@mas/kernel'
import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import type { AuditStoreFaults } from './sandbox-faults.ts'
import { writeOnceFolder } from './write-once-folder.ts'

interface FolderOptions {
  readonly folder: string
  readonly mode?: SlotMode
  readonly faults?: AuditStoreFaults
}

/** Anchors as files `anchor-2026-11-22.json` of a local folder. */
export function folderAnchorSink({ folder, mode = 'sandbox', faults }: FolderOptions): AnchorSink {
  const objects = writeOnceFolder(join(folder, 'anchors'), faults)
  const nameOf = (day: string) => `anchor-${day}.json`
  return { mode, put: (day, content) => objects.put(nameOf(day), once(content)), find: (day) => objects.find(nameOf(day)) }
}

/** Archived months as files of a local folder. */
export function folderArchiveStore({ folder, mode = 'sandbox', faults }: FolderOptions): ArchiveStore {
  const objects = writeOnceFolder(join(folder, 'archive'), faults)
  return { mode, put: (key, content) => objects.put(key, content), read: (key) => objects.read(key) }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

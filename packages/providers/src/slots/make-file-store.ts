import { join } from 'node:path'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { ObjectStore } from '@mas/kernel/ports/object-store'
import { localFolderStore, s3ObjectStore } from '../object-store/index.ts'
import { createS3 } from '../s3/index.ts'
import type { ObjectStoreConfig } from './object-store-slot.ts'
import type { Slot } from './slot-reader.ts'

interface Deps {
  readonly clock: Clock
  readonly log: Log
  readonly dataDir: string
}

/** The bucket that the slot names, or the folder. */
export function makeFileStore(slot: Slot<ObjectStoreConfig>, { clock, log, dataDir }: Deps): ObjectStore {
  if (slot.mode === 'off') return localFolderStore(dataDir)
  const s3 = createS3({ ...slot.config, secretAccessKey: slot.config.secretAccessKey.reveal(), clock, log })
  return s3ObjectStore({ s3, spoolFolder: join(dataDir, 'spool'), log })
}

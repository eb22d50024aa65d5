import type { ObjectStore } from '@mas/kernel/ports/object-store'
import type { FileKeys } from './file-keys.ts'

declare module '@mas/kernel' {
  interface Ports {
    fileStore: ObjectStore
    /** Signs tickets and links. */
    fileKeys: FileKeys
  }
}

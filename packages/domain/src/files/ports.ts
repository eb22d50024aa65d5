import type { ImageCodec } from '@mas/kernel/ports/image-codec'
import type { ObjectStore } from '@mas/kernel/ports/object-store'
import type { VirusScanner } from '@mas/kernel/ports/virus-scanner'
import type { FileKeys } from './file-keys.ts'

declare module '@mas/kernel' {
  interface Ports {
    fileStore: ObjectStore
    virusScanner: VirusScanner
    imageCodec: ImageCodec
    /** Signs tickets and links. */
    fileKeys: FileKeys
  }
}

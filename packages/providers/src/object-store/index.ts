export { localFolderStore } from './local-folder.ts'
export { spooled } from './spool.ts'
export { s3ObjectStore, type S3StoreOptions } from './s3-store.ts'

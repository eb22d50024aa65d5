export { bucketAuditStores } from './bucket.ts'
export { createAuditStoreFaults, type AuditStoreFaults } from './sandbox-faults.ts'
export { folderAnchorSink, folderArchiveStore } from './sandbox.ts'

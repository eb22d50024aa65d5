export { ensureDatabase } from './ensure-database.ts'
export { BackupError, type Manifest } from './manifest.ts'
export { readManifest, restoreBackup } from './restore-backup.ts'
export { takeBackup } from './take-backup.ts'

export { listEntries } from './list-entries.ts'
export { record, recordMany, type AuditFact } from './record.ts'

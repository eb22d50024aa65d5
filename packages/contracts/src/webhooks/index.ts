export * from './inbox.ts'

export * from './inbox-queries.ts'
export * from './list-queries.ts'
export * from './prune-queries.ts'

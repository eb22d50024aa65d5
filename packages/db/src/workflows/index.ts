export * from './runtime/index.ts'
export * from './definition-queries.ts'
export * from './version-queries.ts'
export * from './stat-queries.ts'

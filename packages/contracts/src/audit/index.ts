export * from './anchor.ts'
export * from './entry.ts'
export * from './verification.ts'

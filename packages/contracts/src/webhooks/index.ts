export * from './delivery.ts'
export * from './events.ts'
export * from './inbox.ts'

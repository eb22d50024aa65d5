export * from './events.ts'
export * from './file.ts'

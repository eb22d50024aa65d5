export * from './vocabulary.ts'
export * from './import.ts'
export * from './events.ts'
export * from './merge.ts'

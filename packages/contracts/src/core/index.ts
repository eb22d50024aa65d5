export * from './errors.ts'
export * from './event.ts'
export * from './platform.ts'
export * from './schemas.ts'

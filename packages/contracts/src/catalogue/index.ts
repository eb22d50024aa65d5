export { errorCatalogue, type ErrorCode } from './errors.gen.ts'
export { eventCatalogue, type AnyEvent } from './events.gen.ts'
export { permissionTable, type Permission } from './permissions.gen.ts'

export { createEgress, type EgressOptions } from './client.ts'
export { createResolver, type ResolveName } from './resolve-name.ts'

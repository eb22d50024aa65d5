export { createDndRegistry, type DndRegistryOptions } from './client.ts'
export { dndRegistryByFile, dndRegistryOff } from './unasked.ts'

export { createClient, type ClientOptions, type MasClient } from './create-client.ts'
export { errorOf, type ClientError } from './client-error.ts'
export { transformer } from './transformer.ts'
export type { AppRouter } from './app-router.gen.ts'

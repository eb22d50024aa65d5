import { anonymous } from '@mas/kernel'
import type { ApiDeps } from './deps.ts'

/** Who is calling. Nobody can sign in yet, so everybody is a stranger. */
export const resolveActor: ApiDeps['resolveActor'] = async () => anonymous

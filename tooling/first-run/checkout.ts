import { join } from 'node:path'

export const checkout = join(import.meta.dir, '..', '..')

/** Everything that a run leaves behind is in here, and git ignores it. Removing the folder starts afresh. */
const home = process.env.MAS_HOME || join(checkout, '.mas')
export const local = (...path: string[]): string => join(home, ...path)
